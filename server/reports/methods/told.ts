/** What is told of each topic: sentences filled from the definition and the report, and which texts are still to be written. */
import { closingDateOf } from "../../records/survey.ts";
import type { MethodText } from "../../survey/methods.ts";
import { mostSkipped, outlineOf } from "./facts.ts";
import { questionWords } from "./naming.ts";
import type { Topic } from "./standards.ts";
import { known, type Teller } from "./telling.ts";
import { correctionTold, limitationsTold, processingTold, timestampsTold } from "./told-data.ts";
import { completionTold, incompleteTold, participationTold, precisionTold, viewTold } from "./told-rates.ts";

/** A sentence of ours with nothing to fill in. */
const said =
  (key: string): Teller =>
  (_facts, { say }) =>
    known(say(`methods.say.${key}`));

/** One text of the definition's `methods`. */
const written =
  (name: MethodText): Teller =>
  ({ definition }, { text }) => {
    const found = definition.methods?.[name];
    return found ? known(text(found)) : { words: [], lacks: [["methods", name].join(".")] };
  };

/** Several together: all that is known, and all that is lacking. */
const together =
  (...tellers: readonly Teller[]): Teller =>
  (facts, writing) => {
    const all = tellers.map((tell) => tell(facts, writing));
    return { words: all.flatMap(({ words }) => words), lacks: all.flatMap(({ lacks }) => lacks) };
  };

const languages: Teller = ({ definition, report }, { say, whole, language }) => {
  const valid =
    report.over_time?.languages.map((row) => `${language(row.language)} ${whole(row.valid)}`).join(", ") ?? "";
  return known(
    say("methods.say.languages", { languages: definition.languages.map(language).join(", ") }),
    valid === "" ? "" : say("methods.say.byLanguage", { counts: valid }),
  );
};

const mode: Teller = ({ report }, { say, whole }) =>
  known(
    say("methods.say.web"),
    report.funnel.imported > 0 ? say("methods.say.imported", { imported: whole(report.funnel.imported) }) : "",
  );

const dates: Teller = ({ definition, survey, report }, { say, day, month }) => {
  const { opens } = definition;
  const closes = survey.closedOn ?? closingDateOf(survey);
  const days = report.over_time?.days ?? [];
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  const words = [
    opens ? say("methods.say.opens", { day: day(opens) }) : "",
    closes ? say("methods.say.closes", { day: day(closes) }) : say("methods.say.noClosing"),
    first && last ? say("methods.say.counted", { first: day(first), last: day(last) }) : "",
    report.funnel.released > 0 ? say("methods.say.newest", { month: month(report.asOf) }) : "",
  ];
  return known(...words);
};

const consent: Teller = ({ definition, report }, { say, whole }) =>
  known(
    say("methods.say.consent", {
      sections: whole(definition.consent.sections.length),
      minutes: whole(definition.minutes),
      years: whole(definition.retention.responses),
      version: report.version.slice(0, 12),
    }),
  );

const ethics: Teller = ({ definition }, { say, day, text }) => {
  const { ethics: approval } = definition;
  if (!approval) return { words: [], lacks: ["ethics"] };
  return known(
    say("methods.say.ethics", { body: text(approval.body), number: approval.number, day: day(approval.date) }),
  );
};

/** Of a panel small numbers are shown, and so something else has to be said of them. */
const protection: Teller = ({ definition }, { say }) =>
  known(say(definition.panel ? "methods.say.protectionOfPanel" : "methods.say.protection"));

const openness: Teller = ({ definition }, { say }) => known(say(`methods.say.access.${definition.access}`));
const unique: Teller = ({ definition, report }, { say }) =>
  known(
    say(`methods.say.unique.${definition.access}`),
    report.funnel.imported > 0 ? say("methods.say.importedUnchecked") : "",
  );

const population: Teller = ({ definition }, { text, say, whole, country }) => {
  const { age, active, residence } = definition.eligibility;
  return known(
    text(definition.audience),
    age === undefined ? "" : say("methods.say.age", { age: whole(age) }),
    residence ? say("methods.say.residence", { countries: residence.map(country).join(", ") }) : "",
    active === undefined ? "" : say("methods.say.active", { months: whole(active) }),
  );
};

const items: Teller = ({ definition }, { say, whole }) => {
  const { questions, most } = outlineOf(definition);
  return known(say("methods.say.items", { questions: whole(questions), most: whole(most) }));
};

const screens: Teller = ({ definition }, { say, whole }) => {
  const { pages, optional } = outlineOf(definition);
  return known(say("methods.say.screens", { pages: whole(pages), optional: whole(optional) }));
};

const randomisation: Teller = (facts, { say, text }) => {
  const { shuffled } = outlineOf(facts.definition);
  if (shuffled.length === 0) return known(say("methods.say.notShuffled"));
  return known(
    say("methods.say.shuffled", { questions: shuffled.map((id) => questionWords(facts, id, { text })).join("; ") }),
  );
};

const adaptive: Teller = ({ definition }, { say, whole }) => {
  const { conditions } = outlineOf(definition);
  return known(
    conditions === 0 ? say("methods.say.notAdaptive") : say("methods.say.adaptive", { conditions: whole(conditions) }),
  );
};

const completeness: Teller = (facts, { say, percent, whole, text }) => {
  const most = mostSkipped(facts);
  if (!most) return known(say("methods.say.completeness"));
  const values = { share: percent(most.nonresponse), asked: whole(most.asked) };
  return known(
    say("methods.say.completeness"),
    most.nonresponse === 0
      ? say("methods.say.nobodySkipped")
      : say("methods.say.nonresponse", { ...values, question: questionWords(facts, most.id, { text }) }),
  );
};

const log: Teller = ({ definition }, { say }) =>
  known(say(definition.screening?.device === undefined ? "methods.say.noDevice" : "methods.say.device"));

const sampling: Teller = ({ report }, { say }) => known(say(`admin.report.sample.${report.sample.kind}`));

const instrument: Teller = ({ report }, { say, whole }) =>
  known(say("methods.say.instrument", { version: report.version, versions: whole(report.versions.length) }));

const conducted: Teller = ({ definition }, { say, text }) =>
  known(say("methods.say.conducted", { name: text(definition.controller.name) }));

const incentives: Teller = ({ definition }, { say, text }) => {
  const found = definition.methods?.incentives;
  return found
    ? known(say("methods.say.incentives", { text: text(found) }))
    : { words: [], lacks: [["methods", "incentives"].join(".")] };
};

const completing: Teller = ({ report }, { say, decimal }) => {
  const { median_seconds } = report.duration;
  return known(
    say("methods.say.selfCompleted"),
    median_seconds === null ? "" : say("methods.say.median", { minutes: decimal(median_seconds / 60) }),
  );
};

export const TELLERS: Readonly<Record<Topic, Teller>> = {
  design: together(written("purpose"), population, sampling),
  ethics,
  consent,
  protection,
  development: together(written("development"), written("pretest")),
  openness,
  contact: written("contact"),
  advertising: written("advertising"),
  web: mode,
  context: written("context"),
  voluntary: said("voluntary"),
  incentives: written("incentives"),
  dates,
  randomisation,
  adaptive,
  items,
  screens,
  completeness,
  review: said("review"),
  unique,
  view: viewTold,
  participation: participationTold,
  completion: completionTold,
  cookies: said("cookies"),
  ip: said("ip"),
  log,
  registration: openness,
  incomplete: incompleteTold,
  timestamps: timestampsTold,
  correction: correctionTold,
  strategy: together(written("purpose"), mode),
  sponsor: together(conducted, written("sponsor")),
  instrument: together(instrument, items, said("wording"), languages),
  population: together(population, written("frame")),
  recruitment: together(written("recruitment"), openness, sampling, incentives),
  mode: together(mode, languages),
  precision: precisionTold,
  processing: processingTold,
  limitations: together(limitationsTold, written("limitations")),
  translation: together(languages, written("translation")),
  pretest: written("pretest"),
  client: together(written("sponsor"), written("purpose")),
  publication: written("publication"),
  sampling: together(sampling, written("frame")),
  completing,
};
