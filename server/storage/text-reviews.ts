/** The staff's part of the port: which open answers may go into a release (`records/text-review.ts`). No text and no response is in it. */
import type { TextReview } from "../records/text-review.ts";

export interface TextReviews {
  of(survey: string): Promise<readonly TextReview[]>;
  /** Keeps a review, in place of an earlier one of the same text. */
  keep(survey: string, review: TextReview): Promise<void>;
  takeBack(survey: string, review: Pick<TextReview, "question" | "mark">): Promise<void>;
  /** Removes what was decided of texts that are gone. */
  forget(survey: string, marks: readonly string[]): Promise<void>;
}
