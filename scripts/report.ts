/** `npm run report`: a survey's report on the screen, as JSON or as CSV tables. Reads only; works while the server runs. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "csv-stringify/sync";
import { marginsFor } from "../server/margins.ts";
import type { PublishedSurvey } from "../server/records/survey.ts";
import { type CleaningRule, cleaningRule, RULE_NAMES } from "../server/reports/cleaning.ts";
import { breakdownsIn } from "../server/reports/cross-table.ts";
import type { Reading } from "../server/reports/gather.ts";
import { itemsOf } from "../server/reports/items.ts";
import { datasetHash } from "../server/reports/methods/dataset-hash.ts";
import { methodsMarkdown } from "../server/reports/methods/markdown.ts";
import { methodsReport } from "../server/reports/methods/methods-report.ts";
import { writingIn } from "../server/reports/methods/writing.ts";
import { keptPanelReport, sightOf } from "../server/reports/panel.ts";
import { printed } from "../server/reports/printed.ts";
import { type Report, type ReportRequest, reportOn } from "../server/reports/report.ts";
import { tablesOf } from "../server/reports/tables.ts";
import type { StaffStorage } from "../server/storage/storage.ts";
import { type Languages, readLanguages } from "../server/web/languages.ts";
import { CommandError, runCommand } from "./command.ts";
import { openToRead } from "./open.ts";
import { progressOf } from "./progress.ts";

const USAGE = `npm run report -- SURVEY [--json] [--csv DIR] [--cleaning RULE] [--by QUESTION]
       npm run report -- SURVEY --methods [--lang LANGUAGE] [--json] [--cleaning RULE]

  SURVEY            the survey's id
  --json            the report as JSON on standard output
  --csv DIR         writes a CSV file for each table into DIR: funnel, questions, measures, segments, weights and others
  --cleaning RULE   which flags leave a response out: ${RULE_NAMES.join(", ")} (${RULE_NAMES[0]} if not given)
  --by QUESTION     adds every question's shares inside each option of this one
  --methods         the methods report (CHERRIES, AAPOR, ISO 20252) as Markdown on standard output, or with --json as JSON
  --lang LANGUAGE   its language (en if not given)
  --help            this text

Small cells are not hidden here: what is meant for the public comes from a release.`;

const ROOT = join(import.meta.dirname, "..", "..");
const MARGINS = join(ROOT, "db", "margins");

type Options = ReturnType<typeof options>;

await runCommand({ name: "report", usage: USAGE, run: (words) => report(options(words)) });

function options(words: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      csv: { type: "string" },
      cleaning: { type: "string", default: "study" },
      by: { type: "string" },
      methods: { type: "boolean", default: false },
      lang: { type: "string", default: "en" },
    },
  });
  if (positionals.length > 1)
    throw new CommandError(`one survey at a time, not ${positionals.join(" and ")}; see --help.`);
  return { ...values, survey: positionals[0] };
}

async function report(asked: Options): Promise<void> {
  const rule = ruleNamed(asked.cleaning);
  const storage = await openToRead();
  try {
    const survey = surveyNamed(await storage.surveys.all(), asked.survey);
    if (asked.by !== undefined) refuseUnlessBreakdown(survey, asked.by);
    const request: ReportRequest = {
      rule,
      now: new Date(),
      margins: await marginsFor(MARGINS, survey),
      ...(asked.by === undefined ? {} : { by: asked.by }),
    };
    const made =
      sightOf(survey) === "everything"
        ? await withProgress(storage, survey.id, (reading) => reportOn(reading, survey, request))
        : await panelReport(survey, rule, storage);
    const languages = readLanguages(join(ROOT, "views", "languages"));
    if (asked.methods) {
      await printMethods(asked, survey, made, storage, languages);
      return;
    }
    if (asked.csv !== undefined) await writeTables(asked.csv, made, survey, rule, languages);
    if (asked.json) console.log(JSON.stringify(made, null, 2));
    else if (asked.csv === undefined) console.log(printed(made, survey, rule, languages.translator("en")));
  } finally {
    await storage.close();
  }
}

async function printMethods(
  { lang, json }: Options,
  survey: PublishedSurvey,
  report: Report,
  storage: StaffStorage,
  languages: Languages,
): Promise<void> {
  if (!languages.codes.includes(lang))
    throw new CommandError(`there are no words in "${lang}"; choose one of ${languages.codes.join(", ")}.`);
  const writing = writingIn(lang, languages.translator(lang));
  const dataset = await datasetHash(storage.responses.each(survey.id));
  const methods = methodsReport(survey, report, dataset, writing);
  console.log(json ? JSON.stringify(methods, null, 2) : methodsMarkdown(methods, writing));
}

function ruleNamed(name: string): CleaningRule {
  const rule = cleaningRule(name);
  if (!rule) throw new CommandError(`there is no cleaning rule "${name}"; choose one of ${RULE_NAMES.join(", ")}.`);
  return rule;
}

function surveyNamed(surveys: readonly PublishedSurvey[], id: string | undefined): PublishedSurvey {
  const found = surveys.find((survey) => survey.id === id);
  if (found) return found;
  const wrong = id === undefined ? "name a survey" : `there is no survey "${id}"`;
  if (surveys.length === 0) throw new CommandError(`${wrong}; none is published yet: npm run survey -- publish FILE.`);
  throw new CommandError(`${wrong}; choose one of ${surveys.map((survey) => survey.id).join(", ")}.`);
}

/** Of a panel there are the totals of its close, and nothing else. */
async function panelReport({ id }: PublishedSurvey, rule: CleaningRule, storage: StaffStorage): Promise<Report> {
  const report = keptPanelReport(await storage.surveys.panelReport(id));
  if (!report)
    throw new CommandError(
      `${id} is a panel, whose members could know each other's answers: its totals come once it is closed (npm run survey -- close ${id}).`,
    );
  if (report.cleaning !== rule.name)
    throw new CommandError(
      `${id} is a panel, whose totals were made once, at its close, with the rule ${report.cleaning}; leave out --cleaning.`,
    );
  return report;
}

function refuseUnlessBreakdown(survey: PublishedSurvey, question: string): void {
  if (sightOf(survey) !== "everything")
    throw new CommandError(`${survey.id} is a panel, whose answers are never broken down; leave out --by.`);
  const possible = breakdownsIn(itemsOf(survey));
  if (possible.includes(question)) return;
  const choose = possible.length === 0 ? "this survey has none" : `choose one of ${possible.join(", ")}`;
  throw new CommandError(`--by takes a question with a single answer, and "${question}" is none; ${choose}.`);
}

async function writeTables(
  directory: string,
  made: Report,
  survey: PublishedSurvey,
  rule: CleaningRule,
  languages: Languages,
): Promise<void> {
  const spoken = languages.codes.map((code) => [code, languages.translator(code)] as const);
  await mkdir(directory, { recursive: true });
  for (const { name, columns, rows } of tablesOf(made, itemsOf(survey), rule, spoken)) {
    const file = join(directory, `${name}.csv`);
    const form = { header: true, columns: [...columns], record_delimiter: "windows", escape_formulas: true };
    await writeFile(
      file,
      stringify(
        rows.map((row) => [...row]),
        form,
      ),
    );
    console.error(`wrote ${file}`);
  }
}

/** Runs the work with a reading that shows how far it is. */
async function withProgress<T>(
  storage: StaffStorage,
  survey: string,
  work: (reading: Reading) => Promise<T>,
): Promise<T> {
  const total = await storage.responses.count(survey);
  const progress = progressOf("reading responses");
  let read = 0;
  async function* pages(id: string) {
    for await (const page of storage.responses.pages(id)) {
      read += page.count;
      progress.show(read, total);
      yield page;
    }
  }
  try {
    return await work({ ...storage, responses: { ...storage.responses, pages } });
  } finally {
    progress.stop();
  }
}
