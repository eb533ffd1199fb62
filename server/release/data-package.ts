/** A Frictionless Data Package, version 2 (https://datapackage.org): `data.csv` with a schema that programs check and load it by. */
import { questionsOf } from "../survey/definition.ts";
import type { About } from "./about.ts";
import { type DataSet, REASONS, type Variable } from "./data-set.ts";
import { type ReleasedWords, wordsFile } from "./released-words.ts";

export interface PackagedFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

const PROFILES = "https://datapackage.org/profiles/2.0";

export function dataPackage(about: About, fileNamed: (name: string) => PackagedFile): string {
  const { definition, data } = about;
  const { bytes, sha256 } = fileNamed("data.csv");
  const made = {
    $schema: `${PROFILES}/datapackage.json`,
    name: about.id,
    title: definition.title[data.language],
    description: definition.summary[data.language],
    version: about.software,
    created: `${about.madeOn}T00:00:00Z`,
    contributors: [
      { title: definition.controller.name[data.language], email: definition.controller.email, roles: ["publisher"] },
    ],
    citation: about.citation,
    resources: [
      tableResource(
        "data",
        "data.csv",
        undefined,
        { bytes, sha256 },
        {
          fields: data.variables.map((variable) => field(variable, data)),
          missingValues: [""],
          primaryKey: ["record_id"],
        },
      ),
      ...about.words.map((words) => wordsResource(words, about, fileNamed(wordsFile(words)))),
    ],
  };
  return `${JSON.stringify(made, null, 2)}\n`;
}

/** Texts that belong to no row of the data. */
function wordsResource(words: ReleasedWords, { definition, data }: About, file: PackagedFile) {
  const asked = questionsOf(definition).find(({ id }) => id === words.question);
  const title = asked?.text[data.language] ?? words.question;
  const fields = [{ name: "text", type: "string", constraints: { required: true } }];
  return tableResource(`words-${words.question}`, wordsFile(words), title, file, { fields });
}

function tableResource(
  name: string,
  path: string,
  title: string | undefined,
  { bytes, sha256 }: PackagedFile,
  schema: object,
) {
  return {
    ...{ name, type: "table", path, ...(title === undefined ? {} : { title }) },
    ...{ format: "csv", mediatype: "text/csv", encoding: "utf-8", bytes, hash: `sha256:${sha256}` },
    schema: { $schema: `${PROFILES}/tableschema.json`, ...schema },
  };
}

function field(variable: Variable, { reasons }: DataSet) {
  const described = { name: variable.name, title: variable.label };
  if (variable.type === "text")
    return { ...described, type: "string", constraints: { required: true, maxLength: variable.bytes } };
  const { missing } = variable;
  const without = missing
    ? { missingValues: REASONS.map((reason) => ({ value: String(missing[reason]), label: reasons[reason] })) }
    : {};
  if (variable.type === "number") return { ...described, type: variable.whole ? "integer" : "number", ...without };
  return {
    ...described,
    type: "integer",
    categories: variable.values.map(({ code, label }) => ({ value: code, label })),
    categoriesOrdered: variable.measure === "ordinal",
    ...without,
  };
}
