/**
 * Public results: a frozen snapshot that staff published, its preview image and the open data behind it. Nothing here reads answers:
 * the figures were counted and guarded when the release was made.
 */
import type { Request, Response } from "express";
import type { PublicResults, ResultAnswer, ResultQuestion } from "../records/results.ts";
import { sendReleaseFile } from "../web/files.ts";
import { previewWords } from "../web/preview-words.ts";
import { page, refused } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import { dayWritten, localeOf, numberWritten } from "../web/written.ts";
import type { Door } from "./door.ts";
import { words } from "./start.ts";
import type { CitizenWorld, Handler } from "./world.ts";

export const showResults: Handler = async (visit, world) => {
  const found = await resultsOf(visit.params.survey ?? "", world);
  if (!found) return noResults(visit.params.survey ?? "", world);
  const { results } = found;
  const { translate, language } = visit;
  const name = words(results.title, visit);
  const base = `/s/${results.survey}/results`;
  const title = translate("results.title", { survey: name });
  const count = { count: results.records, records: numberWritten(results.records, language) };
  const about = translate("results.about", { ...count, date: dayWritten(results.made_on, language) });
  const [main, ...others] = results.questions.filter(({ answers }) => answers.length > 0);
  const notes = await world.storage.notes.published(results.survey);
  const view = {
    name,
    about,
    simulated: results.simulated,
    controller: words(results.controller, visit),
    sample: translate(`results.sample.${results.sample}`),
    weighting: weightingWords(results, visit),
    cleaning: translate("results.cleaning", {
      count: results.cleaning.excluded,
      excluded: numberWritten(results.cleaning.excluded, language),
    }),
    main: main ? questionView(main, visit) : null,
    notes: notes.map(({ said, done }) => ({ said: words(said, visit), done: words(done, visit) })),
    others: others.map((question) => questionView(question, visit)),
    anyOthers: others.length > 0,
    hides: results.questions.some(({ answers }) => answers.some(({ count: cell }) => cell === null)),
    files: OFFERED.filter((file) => Object.hasOwn(results.files, file)).map((file) => ({
      file,
      address: `${base}/data/${file}`,
      words: translate(`results.file.${file.replace(".", "_")}`),
    })),
    citation: results.citation,
    published: translate("results.published", { date: dayWritten(results.published_on, language) }),
    // Beside a link to this page, where it is shared.
    shared: {
      about,
      address: new URL(base, world.publicUrl).href,
      image: new URL(`${base}/preview.png?lang=${language}&${found.number}`, world.publicUrl).href,
      alt: main ? words(main.text, visit) : name,
    },
  };
  return page("citizen/results", title, view);
};

/** Whoever has the address of a survey's results comes too early; any other address is none. */
async function noResults(survey: string, { catalogue }: CitizenWorld) {
  const listed = await catalogue.find(survey);
  return refused(listed && !listed.survey.simulated ? { kind: "no-results", survey } : { kind: "not-found" });
}

const MOST_DRAWN = 100;

/** `GET /s/SURVEY/results/preview.png`, in the language of `?lang`; without one as it was published. */
export function sendPreview({ world, languages }: Pick<Door, "world" | "languages">) {
  /** Once for each publication and language: its figures never change. */
  const drawn = new Map<string, Promise<Uint8Array>>();
  const pictureIn = (json: string, language: string) =>
    world.picture(previewWords(JSON.parse(json) as PublicResults, language, languages.translator(language)));
  return async (request: Request<{ survey: string }>, response: Response) => {
    const newest = await world.storage.results.newest(request.params.survey);
    if (!newest) return void response.status(404).end();
    const language = languages.codes.find((code) => code === request.query.lang);
    const send = (image: Uint8Array) => {
      // Shown by whoever shows the link.
      response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
      response.setHeader("Cache-Control", "public, max-age=3600");
      response.type("png").send(Buffer.from(image));
    };
    if (language === undefined) return send(newest.image);
    const name = `${request.params.survey} ${newest.number} ${language}`;
    const image = drawn.get(name) ?? pictureIn(newest.json, language);
    if (drawn.size >= MOST_DRAWN) drawn.clear();
    drawn.set(name, image);
    image.catch(() => drawn.delete(name));
    send(await image);
  };
}

/** `GET /s/SURVEY/results/data/FILE`: of the release that the results are of, and of no other. */
export function sendOpenData(world: CitizenWorld) {
  return async (request: Request<{ survey: string; file: string }>, response: Response) => {
    const { survey, file: name } = request.params;
    const found = await resultsOf(survey, world);
    const file = found && Object.hasOwn(found.results.files, name) ? found.results.files[name] : undefined;
    const path = found && file && (await world.openData(found.results.release, name, file));
    if (!file || path === undefined) return void response.status(file ? 503 : 404).end();
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    sendReleaseFile(response, { path, name, sha256: file.sha256 }, "public, max-age=3600");
  };
}

/** The files that a page names, in this order; the others are there for whoever reads `datapackage.json` or `SHA256SUMS`. */
const OFFERED = [
  "data.csv",
  "data-labels.csv",
  "data.xlsx",
  "data.sav",
  "data.dta",
  "data.parquet",
  "load.R",
  "codebook.html",
  "METHODS.md",
  "TERMS.txt",
  "SHA256SUMS",
] as const;

async function resultsOf(survey: string, { storage }: CitizenWorld) {
  const newest = await storage.results.newest(survey);
  return newest && { number: newest.number, results: JSON.parse(newest.json) as PublicResults };
}

/** What weighting does and does not do; empty where nothing is weighted. */
function weightingWords({ weights }: PublicResults, visit: Visit): string {
  if (!weights) return "";
  const { translate, language } = visit;
  return translate("results.weighting", {
    by: weights.by.map((text) => translate("paper.quoted", { words: words(text, visit) })).join(", "),
    n: numberWritten(weights.n, language),
    effective: numberWritten(Math.round(weights.effective), language),
  });
}

function questionView(question: ResultQuestion, visit: Visit) {
  const { translate, language } = visit;
  const text = words(question.text, visit);
  const part = question.part === null ? "" : words(question.part, visit);
  const most = Math.max(0, ...question.answers.map(({ high }) => high ?? 0));
  const isWeighted = question.answers.some(({ weighted }) => weighted);
  return {
    weighted: isWeighted,
    worth:
      isWeighted && question.effective
        ? translate("results.worth", { effective: numberWritten(Math.round(question.effective), language) })
        : "",
    id: question.id,
    words: part === "" ? text : `${text} ${part}`,
    of: translate(question.kind === "several" ? "results.ofSeveral" : "results.of", {
      count: question.base,
      base: numberWritten(question.base, language),
    }),
    rows: inOrder(question).map((answer) => answerView(answer, most, visit)),
  };
}

/** The most frequent first, hidden ones last and as they were asked; the points of a scale in their order. */
function inOrder({ kind, answers }: ResultQuestion): readonly ResultAnswer[] {
  return kind === "scale" ? answers : answers.toSorted((a, b) => (b.share ?? -1) - (a.share ?? -1));
}

function answerView({ text, count, share, low, high, weighted }: ResultAnswer, most: number, visit: Visit) {
  const { language } = visit;
  if (count === null || share === null || low === null || high === null)
    return { words: words(text, visit), hidden: true, bar: null, share: "", interval: "", count: "", weighted: null };
  const percent = new Intl.NumberFormat(localeOf(language), {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const plain = new Intl.NumberFormat(localeOf(language), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const x = (part: number) => `${((part / Math.max(most, 0.01)) * 100).toFixed(1)}%`;
  return {
    words: words(text, visit),
    hidden: false,
    bar: { width: x(share), low: x(low), high: x(high) },
    share: percent.format(share),
    interval: `${plain.format(low * 100)}–${plain.format(high * 100)}`,
    count: numberWritten(count, language),
    weighted: weighted
      ? {
          share: percent.format(weighted.share),
          interval: `${plain.format(weighted.low * 100)}–${plain.format(weighted.high * 100)}`,
        }
      : null,
  };
}
