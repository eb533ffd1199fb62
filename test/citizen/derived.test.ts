import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { derivedOnce } from "../../server/citizen/derived.ts";

test("what HMACs make of somebody in hand is made once for each person, key and purpose", () => {
  const [aigerim, bolat] = [{ subject: "one" }, { subject: "one" }];
  const [key, other] = [randomBytes(32), randomBytes(32)];
  let made = 0;
  const derive = () => Uint8Array.of(++made);
  const asked = [
    derivedOnce(aigerim, key, "seal", derive),
    derivedOnce(aigerim, key, "seal", derive),
    derivedOnce(aigerim, key, "address", derive),
    derivedOnce(aigerim, other, "seal", derive),
    // Alike, and still another one; a key with the same bytes may be one that was read anew.
    derivedOnce(bolat, key, "seal", derive),
    derivedOnce(aigerim, Uint8Array.from(key), "seal", derive),
    derivedOnce(aigerim, key, "seal", derive),
  ];
  expect(asked.map(([number]) => number)).toEqual([1, 1, 2, 3, 4, 5, 1]);
});
