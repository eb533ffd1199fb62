import { randomBytes, randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { formSecret, formToken, isCrossSite, isFormToken } from "../../server/web/same-site.ts";

const random = { bytes: randomBytes, integer: randomInt };
const OWN = "https://survey.example.org";

describe("where a post comes from", () => {
  test.each([
    ["the browser says the same origin", "same-origin", undefined, false],
    ["the browser says nobody's page", "none", undefined, false],
    ["the browser says another site", "cross-site", undefined, true],
    ["the browser says a neighbour's host", "same-site", OWN, true],
    ["an older browser names our origin", undefined, OWN, false],
    ["an older browser names another origin", undefined, "https://evil.example", true],
    ["an older browser hides its origin", undefined, "null", true],
    ["a very old browser says nothing: the token decides", undefined, undefined, false],
  ])("%s", (_what, fetchSite, origin, cross) => {
    expect(isCrossSite({ fetchSite, origin }, OWN)).toBe(cross);
  });
});

describe("a form's token", () => {
  const key = randomBytes(32);
  test("is good for its session, under its key, and looks different on every page", () => {
    const [one, other] = [formToken(formSecret(key, "session"), random), formToken(formSecret(key, "session"), random)];
    expect(one).not.toBe(other);
    expect([one, other].map((token) => isFormToken(token, formSecret(key, "session")))).toEqual([true, true]);
    expect([
      isFormToken(one, formSecret(key, "another")),
      isFormToken(one, formSecret(randomBytes(32), "session")),
    ]).toEqual([false, false]);
  });

  test("no made-up token is good, 10,000 tries", () => {
    let good = 0;
    for (let attempt = 0; attempt < 10_000; attempt += 1)
      if (isFormToken(randomBytes(randomInt(40)).toString("base64url"), formSecret(key, "session"))) good += 1;
    expect(good).toBe(0);
  });
});
