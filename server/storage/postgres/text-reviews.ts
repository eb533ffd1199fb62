/** Which open answers may go into a release. */
import type { TextReview } from "../../records/text-review.ts";
import type { TextReviews } from "../text-reviews.ts";
import type { Database } from "./connection.ts";
import { repeatable } from "./verb.ts";

const OF =
  "SELECT question, mark, reviewer, verdict, hidden FROM text_review WHERE survey = $1 ORDER BY question, mark";
const KEEP = `
  INSERT INTO text_review (survey, question, mark, reviewer, verdict, hidden) VALUES ($1, $2, $3, $4, $5, $6::json)
  ON CONFLICT (survey, question, mark)
  DO UPDATE SET reviewer = excluded.reviewer, verdict = excluded.verdict, hidden = excluded.hidden`;
const TAKE_BACK = "DELETE FROM text_review WHERE survey = $1 AND question = $2 AND mark = $3";
const FORGET = "DELETE FROM text_review WHERE survey = $1 AND mark = ANY ($2::text[])";

export function textReviewsIn(database: Database): TextReviews {
  const change = async (sql: string, values: readonly unknown[]) => {
    await database.changes(sql, values);
  };
  return {
    of: repeatable((survey) => database.rows<TextReview>(OF, [survey])),
    keep: repeatable((survey, { question, mark, reviewer, verdict, hidden }) =>
      change(KEEP, [survey, question, mark, reviewer, verdict, JSON.stringify(hidden)]),
    ),
    takeBack: repeatable((survey, { question, mark }) => change(TAKE_BACK, [survey, question, mark])),
    forget: repeatable((survey, marks) => change(FORGET, [survey, marks])),
  };
}
