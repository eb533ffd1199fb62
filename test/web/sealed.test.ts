import { randomBytes, randomInt } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seal, unseal } from "../../server/web/sealed.ts";

const random = { bytes: randomBytes, integer: randomInt };
const KEY = randomBytes(32);

test("what is sealed opens again, whatever it says", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(unseal(seal(text, KEY, random), KEY)).toBe(text);
    }),
  );
});

test("nothing opens that was altered in any byte, cut, or sealed with another key", () => {
  const sealed = seal("a citizen", KEY, random);
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Buffer.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(unseal(altered, KEY), `byte ${at}`).toBeUndefined();
    expect(unseal(sealed.subarray(0, at), KEY), `cut at ${at}`).toBeUndefined();
  }
  expect(unseal(sealed, randomBytes(32))).toBeUndefined();
});

test("random bytes open 0 times in 10,000", () => {
  let opened = 0;
  for (let attempt = 0; attempt < 10_000; attempt += 1)
    if (unseal(randomBytes(randomInt(200)), KEY) !== undefined) opened += 1;
  expect(opened).toBe(0);
});
