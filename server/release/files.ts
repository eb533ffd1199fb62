/** Every file of a release, in the order in which they are written; what stands in later ones depends on earlier ones' hashes. */
import type { Say } from "../reports/sample-kind.ts";
import type { About } from "./about.ts";
import { codebookPage } from "./codebook-page.ts";
import { csv } from "./csv.ts";
import { dataPackage, type PackagedFile } from "./data-package.ts";
import { ddi } from "./ddi.ts";
import { dta } from "./dta.ts";
import { manifest, sums } from "./manifest.ts";
import { parquet } from "./parquet.ts";
import { rScript } from "./r-script.ts";
import { wordsCsv, wordsFile } from "./released-words.ts";
import { resultFigures } from "./results.ts";
import { sav } from "./sav.ts";
import { MOST_RECORDS, xlsx } from "./xlsx.ts";

export interface ReleaseFile {
  readonly name: string;
  /** `written`: the files before it. */
  pieces(written: ReadonlyMap<string, PackagedFile>): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** The figures for everybody, in a public release. */
export const RESULTS = "results.json";

/** Data files that a release may do without. `data.csv` is in each: the R script and the package read it. */
export const FORMATS = ["data-labels.csv", "data.sav", "data.dta", "data.xlsx", "data.parquet", "load.R"] as const;

export type FormatName = (typeof FORMATS)[number];

export interface Filing {
  /** CSV begins with a byte order mark. */
  readonly bom: boolean;
  /** All without it. */
  readonly formats: readonly FormatName[] | undefined;
  /** In the release's language. */
  readonly say: Say;
  /** The methods report, given the hash of `data.csv`. */
  readonly methods: (dataset: string) => string;
}

export function filesOf(about: About, filing: Filing): readonly ReleaseFile[] {
  const leftOut: readonly string[] = FORMATS.filter((name) => filing.formats?.includes(name) === false);
  return everyFile(about, filing).filter(({ name }) => !leftOut.includes(name));
}

function everyFile(about: About, { bom, say, methods }: Filing): readonly ReleaseFile[] {
  const { data, id } = about;
  const made = new Date(`${about.madeOn}T00:00:00Z`);
  const sheets = {
    data: say("release.sheet.data"),
    variables: say("release.sheet.variables"),
    values: say("release.sheet.values"),
  };
  const facts = { id, citation: about.citation, language: data.language };
  return [
    { name: "data.csv", pieces: () => csv(data, { cells: "codes", bom }) },
    { name: "data-labels.csv", pieces: () => csv(data, { cells: "labels", bom }) },
    { name: "data.sav", pieces: () => sav(data, made) },
    { name: "data.dta", pieces: () => dta(data, made) },
    ...(data.records <= MOST_RECORDS ? [{ name: "data.xlsx", pieces: () => xlsx(data, sheets, made) }] : []),
    { name: "data.parquet", pieces: () => parquet(data, facts) },
    ...about.words.map((each) => ({ name: wordsFile(each), pieces: () => wordsCsv(each, { bom }) })),
    words("load.R", () => rScript(data, "data.csv")),
    words("codebook.xml", () => ddi(about)),
    words("codebook.html", () => codebookPage(about, say)),
    words("METHODS.md", (written) => methods(written.get("data.csv")?.sha256 ?? "")),
    words("datapackage.json", (written) => dataPackage(about, (name) => written.get(name) ?? { bytes: 0, sha256: "" })),
    ...(about.kind === "public" ? [words(RESULTS, () => `${JSON.stringify(resultFigures(about))}\n`)] : []),
    words("TERMS.txt", () => `${about.terms}\n`),
    words("CITATION.txt", () => `${about.citation}\n`),
    words("release.json", (written) => `${JSON.stringify(manifest(about, written), null, 2)}\n`),
    words("SHA256SUMS", sums),
  ];
}

function words(name: string, text: (written: ReadonlyMap<string, PackagedFile>) => string): ReleaseFile {
  return { name, pieces: (written) => [Buffer.from(text(written))] };
}
