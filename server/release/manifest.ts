/** What a release is, for programs: kept beside its files, and in the database as the disclosure log. */
import { createHash } from "node:crypto";
import type { About } from "./about.ts";
import type { PackagedFile } from "./data-package.ts";
import { wordsFacts } from "./released-words.ts";

export function manifest(about: About, written: ReadonlyMap<string, PackagedFile>) {
  const {
    id,
    kind,
    survey,
    simulated,
    versions,
    madeOn,
    software,
    cleaning,
    excluded,
    withdrawn,
    weights,
    gate,
    words,
  } = about;
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
    ...(words.length > 0 ? { words: words.map(wordsFacts) } : {}),
    citation: about.citation,
    files: Object.fromEntries(written),
  };
}

export type Manifest = ReturnType<typeof manifest>;

/** Every file of a release, those included that were written after what its manifest could name. `json`: the manifest as it was kept. */
export function filesKept(json: string): ReadonlyMap<string, PackagedFile> {
  const { files } = JSON.parse(json) as Manifest;
  const named = new Map<string, PackagedFile>([...Object.entries(files), ["release.json", describedBy(json)]]);
  return named.set("SHA256SUMS", describedBy(sums(named)));
}

/** As `sha256sum --check` reads it. */
export function sums(written: ReadonlyMap<string, PackagedFile>): string {
  return [...written].map(([name, { sha256 }]) => `${sha256}  ${name}\n`).join("");
}

function describedBy(text: string): PackagedFile {
  return { bytes: Buffer.byteLength(text), sha256: createHash("sha256").update(text).digest("hex") };
}
