/** `survey publish`: a new survey, or the next version of one that is there. */
import type { Config } from "../../server/config.ts";
import { openServingKeys } from "../../server/keys.ts";
import { type Publishing, publish } from "../../server/publishing.ts";
import { newestOf, type PublishedSurvey } from "../../server/records/survey.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { CommandError } from "../command.ts";
import { noted } from "../noted.ts";
import { definitionOf } from "./definition-file.ts";

export interface PublishWorld extends Publishing {
  readonly storage: Publishing["storage"] & Pick<Storage, "audit">;
  readonly config: Pick<Config, "keysDir" | "keyCopy" | "secret">;
}

/**
 * What is said once it is published, or was already. Throws a `CommandError` where the file is no survey, or its id
 * belongs to a simulated or a closed one.
 */
export async function publishFile(file: string, world: PublishWorld): Promise<string> {
  const definition = definitionOf(file);
  const { id } = definition;
  const before = (await world.storage.surveys.all()).find((survey) => survey.id === id);
  if (before) refuseUnlessAlive(before, world.config);
  const { version, outcome } = await publish(definition, world);
  if (outcome === "published") {
    await noted(world.storage.audit, "published", `${id}: ${version}`, world.now);
    return `${id}: published, version ${version}`;
  }
  const newest = before === undefined ? version : newestOf(before).version;
  const newer = newest === version ? "" : `; ${newest} is newer and stays the one that is asked`;
  return `${id}: already published, version ${version}${newer}`;
}

function refuseUnlessAlive(survey: PublishedSurvey, { keysDir, secret }: PublishWorld["config"]): void {
  const { id, simulated, closedOn } = survey;
  if (simulated)
    throw new CommandError(
      `${id} is marked as simulated for ever; publish under another id what real people shall answer.`,
    );
  if (closedOn !== undefined)
    throw new CommandError(`${id} was closed on ${closedOn} and takes no more versions; publish it under another id.`);
  // Publishing makes keys for a new survey. For one that has begun, new keys would let everybody take part again.
  const keys = openServingKeys(keysDir, secret);
  keys.participation(id);
  keys.urnPublic(id);
}
