/** `npm run codes`: makes one-time invitation codes for a survey. The database keeps HMACs of them, the files are the only copy. */
import { randomBytes, randomInt } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sheetOf } from "../server/invitation-sheet.ts";
import { csvOf, marksOf, newInvitations } from "../server/invitations.ts";
import { openServingKeys } from "../server/keys.ts";
import { newBatch } from "../server/records/code-batch.ts";
import { placeFrom } from "../server/records/funnel.ts";
import { dayOf } from "../server/records/month.ts";
import { newestOf } from "../server/records/survey.ts";
import { readLanguages } from "../server/web/languages.ts";
import { invitingSurvey } from "./codes/inviting-survey.ts";
import { CommandError, runCommand } from "./command.ts";
import { noted } from "./noted.ts";
import { openStorage } from "./open.ts";

const MOST = 10_000;
const MOST_ON_SHEETS = 1000;

const USAGE = `npm run codes -- SURVEY --count N --out FILE.csv [--from PLACE]

  SURVEY          a survey with \`access: codes\`
  --count N       how many codes, up to ${MOST.toLocaleString("en")}; run it again for more
  --out FILE.csv  a new file with a code and its address in each row. Up to ${MOST_ON_SHEETS.toLocaleString("en")} codes come as cards to print, too: FILE.html
  --from PLACE    where the invitations are seen, for the funnel: letter, meeting, ...
  --help          this text

Each code lets one person in, once. Pikir keeps no code, only traces that cannot be turned back, and never which was used:
whoever holds the file can try that out. So give the codes out, and delete the file. A lost file cannot be made again.`;

const ROOT = join(import.meta.dirname, "..", "..");

await runCommand({ name: "codes", usage: USAGE, run: (words) => codes(options(words)) });

function options(words: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { count: { type: "string" }, out: { type: "string" }, from: { type: "string" } },
  });
  const [survey, ...more] = positionals;
  if (survey === undefined || more.length > 0) throw new CommandError("name one survey; see --help.");
  const count = Number(values.count);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new CommandError(`--count takes a whole number from 1 to ${MOST}.`);
  if (!values.out?.endsWith(".csv")) throw new CommandError("--out takes the name of a new file that ends in .csv.");
  const { from } = values;
  if (from !== undefined && placeFrom(from) !== from)
    throw new CommandError(`--from takes a short word like letter, and "${from}" is none.`);
  return { survey, count, from, csv: values.out, sheet: values.out.replace(/\.csv$/, ".html") };
}

/** The files first: codes that the database knows and nobody holds would be of no use. */
async function codes({ survey: id, count, from, csv, sheet }: ReturnType<typeof options>): Promise<void> {
  const { config, storage } = await openStorage();
  try {
    const survey = invitingSurvey(id, await storage.surveys.all());
    const key = openServingKeys(config.keysDir, config.secret).participation(id);
    const random = { bytes: randomBytes, integer: randomInt };
    const invitations = newInvitations(count, id, config.publicUrl, from, random);
    const files = [[csv, csvOf(invitations)]];
    if (count <= MOST_ON_SHEETS) {
      const address = new URL(`/s/${id}/code`, config.publicUrl).href;
      const languages = readLanguages(join(ROOT, "views", "languages"));
      files.push([sheet, await sheetOf(invitations, newestOf(survey).definition, languages, address)]);
    }
    await written(files, async () => {
      const batch = newBatch(from ?? null, count, dayOf(new Date()), random);
      if ((await storage.codes.add(id, marksOf(invitations, id, key), batch)) !== "added")
        throw new CommandError(`${id} has been closed meanwhile.`);
    });
    await noted(storage.audit, "codes-made", `${id}: ${count}`);
    console.log(
      `${id}: ${count} new codes, ${await storage.codes.count(id)} in all. Written: ${files.map(([file]) => file).join(", ")}`,
    );
  } finally {
    await storage.close();
  }
}

/** Puts the files in place once `act` has succeeded; where it fails nothing is left of them. */
async function written(files: readonly (readonly string[])[], act: () => Promise<void>): Promise<void> {
  const there = files.find(([file = ""]) => existsSync(file));
  if (there) throw new CommandError(`${there[0]} is there already; name a new file.`);
  try {
    for (const [file = "", content = ""] of files)
      writeFileSync(`${file}.new`, content, { mode: 0o600, flag: "wx", flush: true });
    await act();
  } catch (error) {
    for (const [file = ""] of files) rmSync(`${file}.new`, { force: true });
    throw error;
  }
  for (const [file = ""] of files) renameSync(`${file}.new`, file);
}
