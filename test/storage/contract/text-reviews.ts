import { describe, expect, test } from "vitest";
import type { TextReview } from "../../../server/records/text-review.ts";
import { type Fresh, publish } from "../given.ts";

export function textReviewsContract(fresh: Fresh): void {
  describe("reviews of open answers", () => {
    const [one, other] = ["a", "b"].map((letter) => letter.repeat(64)) as [string, string];
    const review = (mark: string, more: Partial<TextReview> = {}): TextReview => ({
      ...{ question: "wish", mark, reviewer: "Айжан", verdict: "release", hidden: [{ from: 3, to: 9 }] },
      ...more,
    });

    test("are one a text, the last that was kept, until they are taken back or the text is gone", async () => {
      const { storage, reopen } = await fresh();
      const [survey, elsewhere] = [await publish(storage), await publish(storage, "bridges")];
      const { textReviews } = storage;
      await textReviews.keep(survey, review(one));
      await textReviews.keep(survey, review(one, { reviewer: "Олжас", verdict: "leave-out", hidden: [] }));
      await textReviews.keep(survey, review(other));
      await textReviews.keep(survey, review(other, { question: "advice" }));
      await textReviews.keep(elsewhere, review(one));
      expect(await (await reopen()).textReviews.of(survey)).toEqual([
        review(other, { question: "advice" }),
        review(one, { reviewer: "Олжас", verdict: "leave-out", hidden: [] }),
        review(other),
      ]);
      await textReviews.takeBack(survey, { question: "wish", mark: one });
      expect(await textReviews.of(survey)).toHaveLength(2);
      await textReviews.forget(survey, [other]);
      expect([await textReviews.of(survey), await textReviews.of(elsewhere)]).toEqual([[], [review(one)]]);
    });
  });
}
