/** Publishing: a checked definition becomes a version that never changes, and a new survey gets its keys. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-values.ts";
import { faultsInEnglish } from "./faults-in-english.ts";
import { makeSurveyKeys, type ServingKeys } from "./keys.ts";
import { dayOf } from "./records/month.ts";
import { newestOf } from "./records/survey.ts";
import type { StaffStorage } from "./storage/storage.ts";
import type { Definition } from "./survey/definition.ts";
import { readDefinition } from "./survey/reading.ts";
import { versionOf } from "./survey/version.ts";

export interface Publishing {
  readonly storage: Pick<StaffStorage, "surveys">;
  readonly config: Pick<Config, "keysDir" | "keyCopy">;
  readonly now: Date;
}

/**
 * Keys first, then the version: a survey without keys must never be seen open. Only a new survey gets keys; new ones for
 * one that has begun would let everybody take part again. Throws a `ConfigError` for a survey that is closed.
 */
export async function publish(definition: Definition, { storage, config, now }: Publishing, simulated = false) {
  const { id } = definition;
  const before = (await storage.surveys.all()).find((survey) => survey.id === id);
  if (before?.closedOn !== undefined) throw closedFor(id, ` on ${before.closedOn}`);
  if (before) refuseOtherAccess(definition, newestOf(before).definition);
  if (!before) await makeSurveyKeys(config.keysDir, id, config.keyCopy);
  const version = versionOf(definition);
  const outcome = await storage.surveys.publish({ definition, version, simulated, day: dayOf(now) });
  if (outcome === "closed") throw closedFor(id, "");
  return { version, outcome };
}

/** Who came in by one way could come again by another, and nobody would know. */
function refuseOtherAccess({ id, access }: Definition, before: Definition): void {
  if (access === before.access) return;
  throw new ConfigError(
    `${id} was published with \`access: ${before.access}\`, and its way in stays for ever: with another one somebody could take part twice. Publish it under another id.`,
  );
}

function closedFor(survey: string, when: string): ConfigError {
  return new ConfigError(`${survey} was closed${when} and takes no more versions; publish it under another id.`);
}

/** Publishes the definitions of a folder whose ids are not known yet. One impossible definition, and nothing starts. */
export async function publishShipped(publishing: Publishing & { readonly folder: string }): Promise<void> {
  const files = readdirSync(publishing.folder).filter((file) => file.endsWith(".yaml"));
  const known = new Set((await publishing.storage.surveys.all()).map((survey) => survey.id));
  const definitions = files.map((file) => definitionIn(join(publishing.folder, file)));
  for (const definition of definitions) {
    if (!known.has(definition.id)) await publish(definition, publishing);
  }
}

/** Reads a definition's file; throws a `ConfigError` that lists every fault, a line each. */
export function definitionIn(file: string): Definition {
  const read = readDefinition(file, readFileSync(file, "utf8"));
  if ("faults" in read) throw new ConfigError(faultsInEnglish(read.faults).join("\n"));
  return read.definition;
}

/** Refuses to serve a survey whose keys are gone: everybody could take part again, or what waits could never be opened. */
export async function requireKeys(storage: Pick<StaffStorage, "surveys">, keys: ServingKeys): Promise<void> {
  for (const survey of await storage.surveys.all()) {
    if (survey.closedOn !== undefined) continue;
    keys.participation(survey.id);
    keys.urnPublic(survey.id);
  }
}
