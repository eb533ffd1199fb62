/** Where the margins of a survey's population are read from: a file of its own, read anew for every report. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { newestOf, type PublishedSurvey } from "./records/survey.ts";
import { type MarginsRead, readMargins } from "./survey/margins-reading.ts";

const SIMULATED = /-sim$/;

/**
 * The margins in a folder for a survey, or what is wrong with their file; undefined where it has none. A simulated copy has
 * those of the survey that it is a copy of.
 */
export async function marginsFor(folder: string, survey: PublishedSurvey): Promise<MarginsRead | undefined> {
  const name = survey.simulated ? survey.id.replace(SIMULATED, "") : survey.id;
  const file = join(folder, `${name}.yaml`);
  const yaml = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  return yaml === undefined ? undefined : readMargins(file, yaml, newestOf(survey).definition);
}
