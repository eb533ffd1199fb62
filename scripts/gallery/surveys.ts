/** What is published in the gallery, and what has been collected there. */
import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import { type Closing, closeSurvey } from "../../server/closing.ts";
import { definitionIn, publish } from "../../server/publishing.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { type Definition, questionsOf } from "../../server/survey/definition.ts";

export const CHANCE = { bytes: randomBytes, integer: randomInt };

/** The survey of every kind of question, with texts longer than anybody should write. */
export const LONG = "long-words";

/** The national survey, for hardly anybody: with every rule of eligibility. */
export const FOR_SOME = "for-some";

/** Closed, and its results will be published. */
export const TOLD = "told";

/** The shipped surveys, and of the national one two closed, a coming, a simulated one, and one for hardly anybody. */
export async function publishAll(root: string, world: Omit<Closing, "random" | "software" | "pause">): Promise<void> {
  const shipped = (name: string) => definitionIn(join(root, "db", "surveys", `${name}.yaml`));
  const put = (definition: Definition, simulated = false) => publish(definition, world, simulated);
  const national = shipped("egov-2024");
  const { version } = await put(national);
  await world.storage.responses.importAll(national.id, randomBytes(32).toString("hex"), collected(national, version));
  await world.storage.counters.add(counted(national));
  const long = definitionIn(join(root, "scripts", "gallery", "long-words.yaml"));
  await put({ ...long, minutes: 15, audience: long.summary, pages: long.pages.slice(0, 2) });
  await put(long);
  for (const name of ["pest-experts", "ai-focus-group", "service-feedback"]) await put(shipped(name));
  for (const id of ["over", TOLD]) {
    await put({ ...national, id });
    await closeSurvey(id, { ...world, random: CHANCE, software: "Pikir", pause: async () => undefined });
  }
  await put({ ...national, id: "to-come", opens: "2024-12-01" });
  const rules = { age: 18, residence: ["KZ"], active: 12, groups: ["veterans"] };
  await put({ ...national, id: FOR_SOME, eligibility: rules });
  await put({ ...national, id: "acted" }, true);
}

/** Texts of twelve people who have just used a service, one with a name and a number in it. */
export async function collectTexts(storage: Storage): Promise<void> {
  const survey = (await storage.surveys.all()).find(({ id }) => id === "service-feedback");
  const version = survey?.versions.at(-1)?.version ?? "";
  const rows = SAID.map((comment) => ({
    ...{ key: randomBytes(16), version, language: "kk", channel: "web", month: "2024-09", duration: 40, flags: [] },
    ...{ withdrawal: null, answers: { outcome: "partly", obstacle: "technical-errors", comment } },
  }));
  await storage.responses.importAll("service-feedback", randomBytes(32).toString("hex"), rows);
}

const SAID = [
  "Сайт ұзақ ашылмай тұрды, кейін бәрі орнына келді.",
  "Құжатты үш рет қайта жүктедім, қате не екенін айтпайды.",
  "Кезек жоқ, тез алдым. Рақмет!",
  "Өтінім қай сатыда екені көрінбейді.",
  "SMS код келмейді, оператор да білмейді.",
  "Страница зависает на последнем шаге, приходится начинать заново.",
  "Непонятно, какой документ нужен: в списке одно, в отказе другое.",
  "Звонила Ивановой по 8 701 234 56 78, помогла только она.",
  "Подпись не принимается в этом браузере, а в каком — не сказано.",
  "The last step timed out twice; my upload was lost both times.",
  "The form asks for what the state already knows about me.",
  "Good, but the Kazakh page switches to Russian half way through.",
];

const COLLECTED = 400;

/** Answers for the report to show: each question's options in turn, the first ones more often. */
function collected(definition: Definition, version: string) {
  const asked = questionsOf(definition);
  return Array.from({ length: COLLECTED }, (_, row) => ({
    key: randomBytes(16),
    version,
    language: "kk",
    channel: "paper",
    month: "2024-09",
    duration: null,
    flags: [],
    withdrawal: null,
    answers: Object.fromEntries(
      asked.flatMap((question, at) => {
        if (question.kind !== "one") return [];
        const chosen = question.options[((row * (at + 3)) % 17) % question.options.length];
        return chosen ? [[question.id, chosen.id]] : [];
      }),
    ),
  }));
}

/** Journeys of three weeks, for the dashboard to show: fewer at each stage, more on later days. */
function counted(definition: Definition) {
  const stages = ["shown", "clicked", "consent_shown", "agreed", "started"] as const;
  const pages = definition.pages.map(({ id }) => ["reached", id] as const);
  const steps = [...stages.map((stage) => [stage, ""] as const), ...pages];
  const days = Array.from({ length: 20 }, (_, at) => `2024-09-${String(at + 1).padStart(2, "0")}`);
  return days.flatMap((day, at) =>
    (["kk", "ru", "en"] as const).flatMap((language, by) =>
      steps.map(([stage, page], depth) => {
        const count = Math.round(((120 + 9 * at) * 0.86 ** depth) / (by + 1) ** 2);
        return { survey: definition.id, day, stage, page, language, place: by === 2 ? "home" : "direct", count };
      }),
    ),
  );
}
