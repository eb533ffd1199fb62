/** Which open answers may go into a release. */
import type { TextReview } from "../../records/text-review.ts";
import type { TextReviews } from "../text-reviews.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const OF = "SELECT question, mark, reviewer, verdict, hidden FROM text_review WHERE survey = ? ORDER BY question, mark";
const KEEP = `
  INSERT INTO text_review (survey, question, mark, reviewer, verdict, hidden) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (survey, question, mark)
  DO UPDATE SET reviewer = excluded.reviewer, verdict = excluded.verdict, hidden = excluded.hidden`;
const TAKE_BACK = "DELETE FROM text_review WHERE survey = ? AND question = ? AND mark = ?";
const FORGET = "DELETE FROM text_review WHERE survey = ? AND mark IN (SELECT value FROM json_each(?))";

type Row = Omit<TextReview, "hidden"> & { readonly hidden: string };

export function textReviewsIn(kept: Connection): TextReviews {
  const of = kept.prepare<[string], Row>(OF);
  const keep = kept.prepare<[string, string, string, string, string, string]>(KEEP);
  const takeBack = kept.prepare<[string, string, string]>(TAKE_BACK);
  const forget = kept.prepare<[string, string]>(FORGET);
  return {
    of: verb((survey) =>
      of.all(survey).map(({ hidden, ...row }) => ({ ...row, hidden: JSON.parse(hidden) as TextReview["hidden"] })),
    ),
    keep: verb((survey, { question, mark, reviewer, verdict, hidden }) => {
      keep.run(survey, question, mark, reviewer, verdict, JSON.stringify(hidden));
    }),
    takeBack: verb((survey, { question, mark }) => void takeBack.run(survey, question, mark)),
    forget: verb((survey, marks) => void forget.run(survey, JSON.stringify(marks))),
  };
}
