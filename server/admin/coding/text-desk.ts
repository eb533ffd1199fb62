/**
 * The open answers of a survey, torn from everything else: by question, text under mark. This is all that the pages of coding
 * ever see of a response. It is read anew when responses came or went, and what was said of texts that are gone is forgotten
 * with it: codings are read before the texts, so that whatever finds no text belongs to one that was withdrawn.
 */
import { markOf } from "../../records/coding.ts";
import type { PublishedSurvey } from "../../records/survey.ts";
import type { Random } from "../../records/world.ts";
import { itemsOf } from "../../reports/items.ts";
import { leavingWords } from "../../reports/leaving-words.ts";
import { sightOf } from "../../reports/panel.ts";
import type { StaffStorage } from "../../storage/storage.ts";

export interface OpenTexts {
  /** How many released responses hold a text. */
  readonly responses: number;
  /** By mark; whoever wrote the same has the same. */
  readonly texts: ReadonlyMap<string, string>;
  /** Marks of the texts whose page said that they may leave once somebody has read them. */
  readonly leaving: ReadonlySet<string>;
}

export interface TextDesk {
  /** By question; empty of a panel, whose members would know each other's words. */
  of(survey: PublishedSurvey): Promise<ReadonlyMap<string, OpenTexts>>;
  /** Forgets what was said of withdrawn texts, wherever anything was withdrawn since the last call. */
  tidy(): Promise<void>;
}

export function openTextDesk(storage: StaffStorage, random: Random): TextDesk {
  // One survey at a time: texts are large, and coders work on one.
  let kept: { readonly state: string; readonly texts: Promise<ReadonlyMap<string, OpenTexts>> } | undefined;
  const seen = new Map<string, number>();
  const of = async (survey: PublishedSurvey) => {
    if (sightOf(survey) !== "everything") return new Map<string, OpenTexts>();
    const state = await stateOf(survey, storage);
    if (kept?.state === state) return kept.texts;
    const texts = read(survey, storage, random);
    kept = { state, texts };
    texts.catch(() => {
      if (kept?.texts === texts) kept = undefined;
    });
    return texts;
  };
  return {
    of,
    tidy: async () => {
      for (const survey of await storage.surveys.all()) {
        const withdrawn = await storage.withdrawals.count(survey.id);
        if (withdrawn === (seen.get(survey.id) ?? 0)) continue;
        if ((await storage.codings.knownMarkKey(survey.id)) !== undefined) await of(survey);
        seen.set(survey.id, withdrawn);
      }
    },
  };
}

async function stateOf({ id, versions }: PublishedSurvey, { responses, withdrawals }: StaffStorage): Promise<string> {
  return JSON.stringify([id, versions.length, await responses.count(id), await withdrawals.count(id)]);
}

async function read(
  survey: PublishedSurvey,
  { codings, responses, textReviews }: StaffStorage,
  random: Random,
): Promise<ReadonlyMap<string, OpenTexts>> {
  const questions = itemsOf(survey).flatMap(({ id, kind }) => (kind === "text" ? [id] : []));
  if (questions.length === 0) return new Map();
  const key = await codings.markKey(survey.id, random.bytes(32));
  const reviewed = await textReviews.of(survey.id);
  const said = [...(await codings.of(survey.id)), ...(await codings.settled(survey.id))];
  const found = new Map(questions.map((id) => [id, noTexts()] as const));
  const leaving = leavingWords(survey);
  for await (const { version, answers } of responses.each(survey.id))
    for (const [question, open] of found) {
      const text = answers[question];
      if (typeof text !== "string" || text === "") continue;
      open.responses += 1;
      const mark = markOf(key, question, text);
      open.texts.set(mark, text);
      if (leaving(version).has(question)) open.leaving.add(mark);
    }
  const isGone = ({ question, mark }: { readonly question: string; readonly mark: string }) =>
    found.get(question)?.texts.has(mark) !== true;
  const gone = said.filter(isGone);
  const goneReviews = reviewed.filter(isGone);
  if (goneReviews.length > 0) await textReviews.forget(survey.id, [...new Set(goneReviews.map(({ mark }) => mark))]);
  if (gone.length > 0) await codings.forget(survey.id, [...new Set(gone.map(({ mark }) => mark))]);
  return found;
}

function noTexts(): { responses: number; readonly texts: Map<string, string>; readonly leaving: Set<string> } {
  return { responses: 0, texts: new Map(), leaving: new Set() };
}
