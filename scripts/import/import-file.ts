/** The import: a file of responses collected elsewhere, all of them or none. */
import { describeImportFault, type ImportFault } from "../../server/records/import-fault.ts";
import { dayOf } from "../../server/records/month.ts";
import { OTHER } from "../../server/records/response.ts";
import { newestOf, type PublishedSurvey, stateOf } from "../../server/records/survey.ts";
import { type Random, shuffled } from "../../server/records/world.ts";
import { isTooFast } from "../../server/screening/speed.ts";
import { thresholdsOf } from "../../server/screening/thresholds.ts";
import type { StaffStorage } from "../../server/storage/storage.ts";
import { CommandError } from "../command.ts";
import { readImport } from "./reading.ts";

export interface ImportOrder {
  readonly survey: string;
  readonly file: string;
  readonly channel: string;
}

export interface ImportWorld {
  readonly storage: {
    readonly surveys: Pick<StaffStorage["surveys"], "all">;
    readonly responses: Pick<StaffStorage["responses"], "importAll">;
  };
  readonly now: Date;
  readonly random: Random;
  /** Told how many bytes of how many have been read. */
  readonly show: (done: number, total: number) => void;
}

/** Resolves to the number of responses imported. Throws a `CommandError`, having kept nothing, where anything is wrong. */
export async function importFile({ survey, file, channel }: ImportOrder, world: ImportWorld): Promise<number> {
  const { storage, now, random, show } = world;
  const today = dayOf(now);
  refuseChannel(channel);
  const into = surveyThatTakes(await storage.surveys.all(), survey, today);
  const { version, definition } = newestOf(into);
  const least = thresholdsOf(definition).seconds;
  const setting = { version, definition, channel, today, isTooFast: (seconds: number) => isTooFast(seconds, least) };
  const read = await readImport(file, setting, show);
  if (read.faults.length > 0) throw faultsIn(file, read.faults);
  // Whoever has the file must not find its rows again by their place.
  const rows = shuffled(read.responses, random).map((response) => ({ key: random.bytes(16), ...response }));
  const outcome = await storage.responses.importAll(survey, read.hash, rows);
  if (outcome === "known-file")
    throw new CommandError(
      `${file} was imported into ${survey} before, so nothing was added; import only what is new.`,
    );
  if (outcome === "closed") throw closed(survey);
  return rows.length;
}

/** What the web and the mixer call their own would no longer mean that. */
function refuseChannel(channel: string): void {
  if (channel === "web" || channel === OTHER)
    throw new CommandError(
      `the channel ${channel} is Pikir's own; call it by where the answers came from, like paper.`,
    );
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(channel) || channel.length > 40)
    throw new CommandError(
      `--channel takes at most 40 lower-case letters, digits and single hyphens, like paper, and not "${channel}".`,
    );
}

function surveyThatTakes(surveys: readonly PublishedSurvey[], id: string, today: string): PublishedSurvey {
  const real = surveys.filter((survey) => !survey.simulated);
  const found = surveys.find((survey) => survey.id === id);
  if (!found)
    throw new CommandError(
      `there is no survey "${id}"; there are ${real.map((each) => each.id).join(", ") || "none yet"}.`,
    );
  if (found.simulated)
    throw new CommandError(`${id} is simulated for ever and takes no real answers; import into the survey itself.`);
  if (stateOf(found, today).state === "closed") throw closed(id);
  return found;
}

function closed(survey: string): CommandError {
  return new CommandError(`${survey} is closed and takes nothing more; nothing was imported.`);
}

const MOST_SHOWN = 20;

function faultsIn(file: string, faults: readonly ImportFault[]): CommandError {
  const shown = faults.slice(0, MOST_SHOWN).map((fault) => describeImportFault(file, fault));
  const more = faults.length - shown.length;
  const summary = "nothing was imported: correct the file where the lines above say, and import it again.";
  return new CommandError(summary, more > 0 ? [...shown, `and ${more} more`] : shown);
}
