/** What the four steps say of risks and repairs, in the page's language. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import type { LoggedProposal } from "../../release/about.ts";
import { AS_ASKED, LEFT_OUT } from "../../release/key-ladder.ts";
import type { Assessment } from "../../releasing/assessing.ts";
import type { WhyNot } from "../../releasing/not-released.ts";
import { questionsOf } from "../../survey/definition.ts";
import { figuresIn, inLanguage } from "../figures.ts";
import type { StaffVisit } from "../world.ts";

/** A question's words; its id where no version of now asks it. */
export function questionWords(survey: PublishedSurvey, id: string, { language }: StaffVisit): string {
  const question = questionsOf(newestOf(survey).definition).find((each) => each.id === id);
  return question ? inLanguage(question.text, language) : id;
}

export function levelWords(level: string, visit: StaffVisit): string {
  if (level === AS_ASKED) return visit.translate("admin.releases.level.asAsked");
  if (level === LEFT_OUT) return visit.translate("admin.releases.level.leftOut");
  return visit.translate("admin.releases.level.joined", { recoding: level });
}

/** A share of information or people, at most one decimal. */
function part(share: number, visit: StaffVisit): string {
  return figuresIn(visit.language).round(share);
}

/** One way to make the file safe: what happens to each key, and what it costs. */
export function wayView(proposal: LoggedProposal, records: number, survey: PublishedSurvey, visit: StaffVisit) {
  const { whole } = figuresIn(visit.language);
  const { levels, withheld, touched, loss } = proposal;
  const keys = Object.entries(levels).map(([key, level]) => ({
    question: questionWords(survey, key, visit),
    level: levelWords(level, visit),
    withheld: whole(withheld[key] ?? 0),
  }));
  const changed = Object.entries(levels).filter(([, level]) => level !== AS_ASKED);
  return {
    keys,
    title:
      changed.length === 0
        ? visit.translate("admin.releases.way.asAsked")
        : changed
            .map(([key, level]) => `${questionWords(survey, key, visit)} – ${levelWords(level, visit)}`)
            .join("; "),
    price: visit.translate("admin.releases.way.price", {
      loss: part(loss, visit),
      count: touched,
      touched: whole(touched),
      records: whole(records),
    }),
  };
}

/** The file-level measures, each with what it is of. */
export function riskRows({ k, l, before, after, alike }: Assessment, visit: StaffVisit) {
  const { whole, decimal } = figuresIn(visit.language);
  const say = (name: Measure, values: Readonly<Record<string, string | number>> = {}) =>
    visit.translate(`admin.releases.risk.${name}`, values);
  const population = (count: number | null) => (count === null ? say("unknown") : decimal(count));
  const share = (risk: number | null) => (risk === null ? say("unknown") : part(risk, visit));
  const measured = (name: Measure, of: (file: Assessment["before"]) => string, values = {}) => ({
    words: say(name, values),
    before: of(before),
    after: of(after),
  });
  return [
    measured("records", (file) => whole(file.records)),
    measured("classes", (file) => whole(file.classes)),
    measured("uniques", (file) => `${whole(file.uniques)} (${part(file.uniques / file.records, visit)})`),
    measured("k", (file) => whole(file.k), { k }),
    measured("below", (file) => `${whole(file.recordsBelow)} (${part(file.recordsBelow / file.records, visit)})`, {
      k,
    }),
    { words: say("alike"), before: whole(alike), after: l > 1 ? whole(0) : "–" },
    measured("participants", (file) => decimal(file.expectedByParticipants)),
    measured("population", (file) => population(file.expectedByPopulation)),
    measured("largest", (file) => share(file.largest)),
  ];
}

type Measure =
  | "records"
  | "classes"
  | "uniques"
  | "k"
  | "below"
  | "alike"
  | "participants"
  | "population"
  | "largest"
  | "unknown";

/** Why a confirmed act could not be done, as `proposals.finish` keeps it: data where these pages have words for it. */
export function kept(why: WhyNot): string {
  return `${WHY}${JSON.stringify(why)}`;
}

/** Before what is data; no sentence of the server's begins so, nor a line of its log. */
const WHY = "why: ";

/** In the page's language; or what the server said, in English, to whoever operates it. */
export function faultWords(fault: string | null, visit: StaffVisit): { readonly fault: string; readonly said: string } {
  if (!fault?.startsWith(WHY)) return { fault: "", said: fault ?? "" };
  return { fault: whyNotWords(JSON.parse(fault.slice(WHY.length)) as WhyNot, visit), said: "" };
}

/** Why a release cannot be, and what to do. */
export function whyNotWords(why: WhyNot, visit: StaffVisit): string {
  const { whole } = figuresIn(visit.language);
  switch (why.kind) {
    case "too-few":
      return visit.translate("admin.releases.not.tooFew", { k: whole(why.k), l: whole(why.l) });
    case "tells-of-few":
      return visit.translate("admin.releases.not.tellsOfFew", {
        beside: why.beside,
        gone: whole(why.gone),
        come: whole(why.come),
        least: whole(why.least),
      });
    case "other-recodings":
      return visit.translate("admin.releases.not.otherRecodings", { beside: why.beside });
    case "no-words":
      return visit.translate("admin.releases.not.noWords");
    case "words-changed":
      return visit.translate("admin.releases.not.wordsChanged");
    case "few-words":
      return visit.translate("admin.releases.not.fewWords", { question: why.question, least: whole(why.least) });
    case "panel":
    case "no-disclosure":
    case "nobody":
    case "unsafe":
      return visit.translate(`admin.releases.not.${why.kind}`);
    case "missing":
      return visit.translate("admin.releases.not.missing", { id: why.id });
    case "spoilt":
      return visit.translate("admin.releases.not.spoilt", { names: why.names });
    case "no-key":
    case "no-level":
    case "no-language":
    case "made-meanwhile":
      return visit.translate("admin.releases.not.again");
  }
}
