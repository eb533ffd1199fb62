/** `npm run import`: responses collected elsewhere, from a CSV file. Works while the server runs. */
import { randomBytes, randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { FLAGS } from "../server/records/flag.ts";
import { CommandError, runCommand } from "./command.ts";
import { type ImportOrder, importFile } from "./import/import-file.ts";
import { noted } from "./noted.ts";
import { openStorage } from "./open.ts";
import { progressOf } from "./progress.ts";

const USAGE = `npm run import -- SURVEY FILE.csv [--channel NAME]

  SURVEY          the survey's id
  FILE.csv        UTF-8, columns named in the first line, separated by commas or semicolons
  --channel NAME  where the answers came from, like paper (import if not given)
  --help          this text

A column is called by its question's id, or id.row for a row of a grid. Several answers are separated by |. Beside them:
  duration_seconds  how long it took; under a minute the response is flagged too_fast
  language          one of the survey's
  sent_on           a day like 2024-10-05, of which the month is kept; the present month where the file has no such column
  flags             of ${FLAGS.join(", ")}, separated by |
A missing column and an empty cell are no answer. One fault, and nothing is imported; all faults are told with their lines.
The same file is imported once.`;

await runCommand({ name: "import", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const order = orderIn(words);
  const { storage } = await openStorage();
  const progress = progressOf(`reading ${order.file}`);
  try {
    const random = { bytes: randomBytes, integer: randomInt };
    const count = await importFile(order, { storage, now: new Date(), random, show: progress.show });
    progress.stop();
    await noted(storage.audit, "imported", `${order.survey}: ${count} responses, ${order.channel}`);
    console.log(`Imported ${count} responses into ${order.survey} (channel ${order.channel}).`);
  } finally {
    progress.stop();
    await storage.close();
  }
}

function orderIn(words: readonly string[]): ImportOrder {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { channel: { type: "string", default: "import" } },
  });
  const [survey, file, ...more] = positionals;
  if (survey === undefined || file === undefined || more.length > 0)
    throw new CommandError("takes one SURVEY and one FILE.csv; see --help.");
  return { survey, file, channel: values.channel };
}
