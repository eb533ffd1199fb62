/** What a release is, for programs: kept beside its files, and in the database as the disclosure log. */
import type { About } from "./about.ts";
import type { PackagedFile } from "./data-package.ts";

export function manifest(about: About, written: ReadonlyMap<string, PackagedFile>) {
  const { id, kind, survey, simulated, versions, madeOn, software, cleaning, excluded, withdrawn, weights, gate } =
    about;
  return {
    id,
    survey,
    kind,
    simulated,
    versions,
    made_on: madeOn,
    software: `Pikir ${software}`,
    language: about.data.language,
    records: about.data.records,
    variables: about.data.variables.length,
    cleaning: { rule: cleaning, excluded },
    withdrawn_before: withdrawn,
    weights,
    disclosure: gate,
    citation: about.citation,
    files: Object.fromEntries(written),
  };
}

export type Manifest = ReturnType<typeof manifest>;
