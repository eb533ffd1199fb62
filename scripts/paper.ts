/** `npm run paper`: a survey as a form on paper, and the file that its answers are typed into. Works while the server runs. */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { dayOf } from "../server/records/month.ts";
import { newestOf, type PublishedSurvey } from "../server/records/survey.ts";
import { CommandError, runCommand } from "./command.ts";
import { openStorage } from "./open.ts";
import { entryFile, exampleRow } from "./paper/entry.ts";
import { formView } from "./paper/form-view.ts";
import { languageNamed, surveyNamed } from "./paper/named.ts";
import { openPress, writePrinted } from "./printing.ts";

const USAGE = `npm run paper -- SURVEY [--lang LANGUAGE --out FILE.html|FILE.pdf] [--entry FILE.csv]

The newest version of a survey on A4, for people who answer with a pen.
  --lang LANGUAGE  one of the survey's; may be left out where it has only one
  --out FILE       a page that stands alone, to print from a browser; or a PDF, for which Chromium has to be installed
  --entry FILE     a table to type the answers in: its columns, and FILE.example.csv with a row filled in
  --help           this text

Typing in: a row for each sheet on which the box of consent is marked; in each column the small code printed beside the box
that is marked, several separated by |, nothing where nothing is marked. language is printed at the foot of the sheet,
sent_on is the day of handing in, of which the month is kept. Shuffle the sheets first, and put no number on them.
Then: npm run import -- SURVEY FILE.csv --channel paper`;

await runCommand({ name: "paper", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { lang: { type: "string" }, out: { type: "string" }, entry: { type: "string" } },
  });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new CommandError("takes one SURVEY; see --help.");
  const { out, entry } = values;
  if (out === undefined && entry === undefined)
    throw new CommandError("give --out FILE for the form, --entry FILE.csv for the table, or both; see --help.");
  const { storage } = await openStorage("reading");
  try {
    const survey = surveyNamed(await storage.surveys.all(), id);
    if (out !== undefined) await writeForm(survey, values.lang, out);
    if (entry !== undefined) await writeEntry(survey, entry);
  } finally {
    await storage.close();
  }
}

async function writeForm(survey: PublishedSurvey, lang: string | undefined, file: string): Promise<void> {
  const press = await openPress();
  const { definition, version } = newestOf(survey);
  const language = languageNamed(definition, press.languages, lang);
  const view = formView(survey, { language, translate: press.languages.translator(language) });
  const label = `${survey.id} · ${version.slice(0, 12)} · ${language}`;
  await writePrinted(press.page("form", view, language, label), file);
  console.log(`wrote ${file}`);
}

async function writeEntry(survey: PublishedSurvey, file: string): Promise<void> {
  if (!file.endsWith(".csv")) throw new CommandError(`--entry takes a FILE.csv, and not ${file}.`);
  const { definition } = newestOf(survey);
  const example = file.replace(/csv$/, "example.csv");
  // Apart, so that nobody's invented answers are imported with the real ones.
  const [language = ""] = definition.languages;
  await writeFile(file, entryFile(definition, []));
  await writeFile(example, entryFile(definition, [exampleRow(definition, language, dayOf(new Date()))]));
  console.log(
    `wrote ${file} and ${example}; when it is filled in: npm run import -- ${survey.id} ${file} --channel paper`,
  );
}
