/** What stands between a survey and the public: a pause, a tablet for everybody, what was found, and what was done about it. */
import type { Page } from "playwright-core";
import { dayOf } from "../../server/records/month.ts";
import type { PublicResults, ResultQuestion } from "../../server/records/results.ts";
import { forward, signIn } from "./hand.ts";
import type { Room } from "./room.ts";
import { LONG, TOLD } from "./surveys.ts";
import type { States, Walk } from "./walk.ts";

export const PUBLIC_WALKS: readonly Walk[] = [pause, kiosk, results, done];

const FEEDBACK = "service-feedback";
const DAY = "2024-09-20";
/** Seconds after which a server has seen a change of another. */
const NOTICED = 2;
/** Seconds after which it has seen that there are results. */
const LOOKED_AGAIN = 6;

async function* pause(page: Page, room: Room, language: string): States {
  await room.storage.surveys.pause(FEEDBACK, DAY);
  room.pass(NOTICED);
  await page.goto(`${room.origin}/s/${FEEDBACK}?lang=${language}`);
  yield "paused";
  await room.storage.surveys.pause(FEEDBACK, undefined);
  room.pass(NOTICED);
}

async function* kiosk(page: Page, { origin }: Room, language: string): States {
  await page.goto(`${origin}/s/egov-2024?from=kiosk-astana&lang=${language}`);
  await forward(page);
  await signIn(page, `66666666666${["kk", "ru", "en"].indexOf(language) + 1}`);
  await page.goto(`${origin}/kiosk/quiet`);
  yield "kiosk-quiet";
  await page.goto(`${origin}/s/egov-2024/consent`);
  yield "kiosk-consent";
  while (!page.url().endsWith("/receipt")) await forward(page);
  yield "kiosk-receipt";
}

async function* results(page: Page, room: Room, language: string): States {
  const { origin, storage } = room;
  await page.goto(`${origin}/s/${FEEDBACK}/results?lang=${language}`);
  yield "no-results";
  for (const [name, particular] of RESULTS) {
    await storage.results.publish("egov-2024", JSON.stringify({ ...FOUND, ...particular }), Buffer.from([0]));
    await page.goto(`${origin}/s/egov-2024/results?lang=${language}`);
    yield name;
  }
  for (const [name, survey] of [
    ["start-with-results", LONG],
    ["closed-with-results", TOLD],
  ] as const) {
    await storage.results.publish(survey, JSON.stringify({ ...FOUND, survey }), Buffer.from([0]));
    room.pass(LOOKED_AGAIN);
    await page.goto(`${origin}/s/${survey}?lang=${language}`);
    yield name;
  }
}

async function* done(page: Page, { origin, storage }: Room, language: string): States {
  const note = { survey: FEEDBACK, id: "0123456789abcdef", item: null };
  await storage.notes.publish(FEEDBACK, note.id, null);
  await page.goto(`${origin}/s/${FEEDBACK}/done?lang=${language}`);
  yield "done-none";
  await storage.notes.keep({
    ...note,
    said: {
      kk: "Құжатты жүктегенде бет қатып қалады.",
      ru: "Страница зависает, когда загружаешь документ.",
      en: "The page hangs when a document is uploaded.",
    },
    done: {
      kk: "Енді 20 МБ-қа дейінгі файл бірден жүктеледі.",
      ru: "Теперь файлы до 20 МБ загружаются сразу.",
      en: "Files of up to 20 MB are now uploaded at once.",
    },
  });
  await storage.notes.publish(FEEDBACK, note.id, DAY);
  await page.goto(`${origin}/s/${FEEDBACK}/done?lang=${language}`);
  yield "done";
}

const FILES = [
  ...["data.csv", "data-labels.csv", "data.xlsx", "data.sav", "data.dta", "data.parquet"],
  ...["load.R", "codebook.html", "METHODS.md", "TERMS.txt", "SHA256SUMS"],
];

const FOUND: PublicResults = {
  survey: "egov-2024",
  simulated: false,
  release: "egov-2024-public-0123456789ab",
  citation: "Pikir: egov-2024-public-0123456789ab",
  made_on: DAY,
  published_on: dayOf(new Date(`${DAY}T00:00:00Z`)),
  title: { kk: "Мемлекеттік онлайн қызметтер", ru: "Государственные услуги онлайн", en: "Public services online" },
  controller: { kk: "Сауалнама бөлімі", ru: "Отдел опросов", en: "Survey office" },
  sample: "self-selected",
  records: 1204,
  cleaning: { rule: "study", excluded: 7 },
  questions: [
    {
      id: "effect",
      kind: "one",
      text: { kk: "Не өзгерді?", ru: "Что изменилось?", en: "What has changed?" },
      part: null,
      base: 1180,
      answers: [
        answer("Тезірек", "Быстрее", "Faster", 700, 0.593, 0.565, 0.621),
        answer("Оңайырақ", "Проще", "Simpler", 480, 0.407, 0.379, 0.435),
        answer("Басқа", "Другое", "Other", null, null, null, null),
      ],
    },
    {
      id: "obstacles",
      kind: "several",
      text: { kk: "Не кедергі болды?", ru: "Что мешало?", en: "What got in the way?" },
      part: null,
      base: 900,
      answers: [answer("Қателер", "Ошибки", "Errors", 450, 0.5, 0.467, 0.533)],
    },
  ],
  files: Object.fromEntries(FILES.map((name) => [name, { bytes: 1, sha256: "0".repeat(64) }])),
};

const RESULTS: readonly (readonly [name: string, particular: Partial<PublicResults>])[] = [
  ["results", {}],
  [
    "results-weighted",
    {
      weights: { by: [{ kk: "Жынысы", ru: "Пол", en: "Sex" }], n: 1204, effective: 903.4 },
      questions: FOUND.questions.map(weighted),
    },
  ],
  ["results-simulated", { simulated: true, sample: "invited" }],
  ["results-none", { sample: "panel", questions: [] }],
];

function weighted(question: ResultQuestion): ResultQuestion {
  const answers = question.answers.map((given) => {
    const { share, low, high } = given;
    return { ...given, weighted: share === null || low === null || high === null ? null : { share, low, high } };
  });
  return { ...question, effective: question.base * 0.75, answers };
}

function answer(
  kk: string,
  ru: string,
  en: string,
  count: number | null,
  share: number | null,
  low: number | null,
  high: number | null,
) {
  return { text: { kk, ru, en }, count, share, low, high };
}
