/**
 * The words of a release: open answers that a member of staff has read, each apart from everything else that was answered. Read with the
 * responses, so that whatever was withdrawn is not there; looked up by their marks; and torn from their records here.
 */
import { createHash } from "node:crypto";
import { markOf } from "../records/coding.ts";
import type { Response } from "../records/response.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { releasedText, saysSomething, type TextReview } from "../records/text-review.ts";
import type { ReleasedWords } from "../release/released-words.ts";
import { leavingWords } from "../reports/leaving-words.ts";
import type { StaffStorage } from "../storage/storage.ts";
import { canonical } from "../survey/canonical.ts";
import { NotReleased } from "./not-released.ts";

export interface WordsReader {
  /** Of each response, in the order of the rows. */
  add(response: Pick<Response, "version" | "answers">): void;
  /** Of the rows that the cleaning rule keeps; texts in an order that says nothing of whose they are. */
  finished(kept: Uint8Array): readonly ReleasedWords[];
}

/** SHA-256 of all that was decided of these questions' texts: who confirms a release has read what these decisions let out. */
export function reviewsHash(reviews: readonly TextReview[], questions: readonly string[]): string {
  const decided = reviews.filter(({ question }) => questions.includes(question)).map((review) => canonical(review));
  return createHash("sha256").update(canonical(decided.sort())).digest("hex");
}

/**
 * `questions`: whose texts are to leave; of none there is nothing to do. Throws NotReleased where it was decided otherwise of them
 * since somebody read them.
 */
export async function openWords(
  { codings, textReviews }: Pick<StaffStorage, "codings" | "textReviews">,
  { survey, reviewed }: { readonly survey: PublishedSurvey; readonly reviewed?: string },
  questions: readonly string[],
): Promise<WordsReader> {
  const key = questions.length === 0 ? undefined : await codings.knownMarkKey(survey.id);
  const reviews = key ? await textReviews.of(survey.id) : [];
  if (reviewed !== undefined && reviewsHash(reviews, questions) !== reviewed)
    throw new NotReleased({ kind: "words-changed", survey: survey.id });
  const byMark = new Map(reviews.map((review) => [`${review.question} ${review.mark}`, review]));
  const leaving = leavingWords(survey);
  const found = questions.map((question) => ({ question, read: [] as ReadText[] }));
  let row = 0;
  return {
    add: ({ version, answers }) => {
      const may = leaving(version);
      for (const { question, read } of found) {
        const text = answers[question];
        if (!may.has(question) || typeof text !== "string" || text === "") continue;
        const review = key && byMark.get(`${question} ${markOf(key, question, text)}`);
        read.push({ row, verdict: review?.verdict, ...released(text, review) });
      }
      row += 1;
    },
    finished: (kept) =>
      found.map(({ question, read }) =>
        wordsOf(
          question,
          read.filter((each) => kept[each.row] === 1),
        ),
      ),
  };
}

interface ReadText {
  readonly row: number;
  /** Undefined where nobody has read it yet. */
  readonly verdict: TextReview["verdict"] | undefined;
  /** Empty where it is not released. */
  readonly text: string;
  readonly edited: boolean;
}

function released(text: string, review: TextReview | undefined) {
  if (review?.verdict !== "release") return { text: "", edited: false };
  const out = releasedText(text, review.hidden);
  return { text: saysSomething(out) ? out : "", edited: review.hidden.length > 0 };
}

function wordsOf(question: string, read: readonly ReadText[]): ReleasedWords {
  const there = read.filter(({ text }) => text !== "");
  return {
    question,
    texts: there.map(({ text }) => text).sort(),
    edited: there.filter(({ edited }) => edited).length,
    unread: read.filter(({ verdict }) => verdict === undefined).length,
    leftOut: read.filter(({ verdict, text }) => verdict !== undefined && text === "").length,
  };
}
