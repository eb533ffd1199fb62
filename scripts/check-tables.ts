/** `npm run check-tables`: whether printed tables can be true, by their own arithmetic. Reads a file and nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Slip, tellingIn } from "../server/reports/published/slip.ts";
import { slipsIn } from "../server/reports/published/slips.ts";
import { readTables } from "../server/reports/published/tables.ts";
import { describeFault } from "../server/survey/fault-words.ts";
import { readLanguages } from "../server/web/languages.ts";
import { CommandError, runCommand } from "./command.ts";

const USAGE = `npm run check-tables -- FILE.yaml [--lang LANGUAGE] [--json]

  FILE.yaml        tables as they were printed (README, "Printed tables"): counts, percentages, intervals, means, breakdowns, rates
  --lang LANGUAGE  what is found is told in this language (en if not given)
  --json           what was found as JSON on standard output
  --help           this text

Looks for what cannot be true: counts of single answers that do not add up to their base, percentages and Wilson intervals
that do not follow from the counts, percentages and means that no whole number of people can have, a breakdown that
contradicts the whole. Exit status 1 where anything is found.`;

await runCommand({ name: "check-tables", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const options = { json: { type: "boolean", default: false }, lang: { type: "string", default: "en" } } as const;
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new CommandError("name one file of tables; see --help.");
  const languages = readLanguages(join(import.meta.dirname, "..", "..", "views", "languages"));
  if (!languages.codes.includes(values.lang))
    throw new CommandError(`there are no words in "${values.lang}"; choose one of ${languages.codes.join(", ")}.`);
  const say = languages.translator(values.lang);
  const read = readTables(file, readFileSync(file, "utf8"));
  if ("faults" in read)
    throw new CommandError(
      `${file} is no file of tables yet: mend the faults above.`,
      read.faults.map((fault) => describeFault(fault, say)),
    );
  const { source, tables } = read.published;
  const slips = slipsIn(tables, tellingIn(values.lang, say));
  if (values.json) console.log(JSON.stringify({ source, tables: tables.length, slips }, null, 2));
  else
    console.log(
      [
        source,
        ...(slips.length === 0 ? [`  ${say("checkTables.nothing", { number: tables.length })}`] : slips.map(line)),
      ].join("\n"),
    );
  if (slips.length > 0)
    throw new CommandError(
      `${slips.length} ${slips.length === 1 ? "figure cannot" : "figures cannot"} be as printed: look at the originals.`,
    );
}

function line({ table, row, words }: Slip): string {
  return `  ${table}${row === null ? "" : `, ${row}`}: ${words}`;
}
