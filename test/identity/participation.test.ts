import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { demoPerson } from "../../server/identity/demo.ts";
import { participationKey } from "../../server/identity/participation.ts";

const KEY = randomBytes(32);

test("the key is an HMAC of issuer, subject and survey under the survey's key", () => {
  const person = { issuer: "demo", subject: "880101300123" };
  const byHand = createHmac("sha256", KEY).update("13:participation4:demo12:8801013001239:egov-2024").digest();
  expect(Buffer.compare(participationKey(KEY, person, "egov-2024"), byHand)).toBe(0);
});

test("no two different people, surveys or keys share a participation, however their names run together", () => {
  const part = fc.string({ maxLength: 6 });
  fc.assert(
    fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (one, other) => {
      const key = ([issuer, subject, survey]: readonly [string, string, string]) =>
        Buffer.from(participationKey(KEY, { issuer, subject }, survey)).toString("hex");
      expect(key(one) === key(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

test.each([
  ["880101300123", "880101300123"],
  ["8801 0130 0123", "880101300123"],
  ["880101-300123", "880101300123"],
])("the demo sign-in reads %s", (typed, subject) => {
  expect(demoPerson(typed)).toEqual({ issuer: "demo", subject });
});

test.each(["", "88010130012", "8801013001234", "88010130012a", "٨٨٠١٠١٣٠٠١٢٣", "880101300123\u0000"])(
  "and refuses %j",
  (typed) => {
    expect(demoPerson(typed)).toBeUndefined();
  },
);
