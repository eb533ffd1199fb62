import { expect, test } from "vitest";
import { openLately } from "../../server/citizen/lately.ts";

const MINUTE = 60_000;

test("what was wanted lately is there for a minute at least and two at the most, and as many as there may be", () => {
  const lately = openLately<string>(3);
  lately.turn(0);
  lately.keep("a", "first");
  lately.turn(MINUTE - 1);
  lately.keep("a", "second");
  lately.turn(MINUTE);
  expect(lately.find("a")).toBe("second");
  lately.turn(2 * MINUTE);
  expect(lately.find("a")).toBeUndefined();

  // What is forgotten is so in both halves, and a clock set back keeps nothing.
  lately.keep("b", "kept");
  lately.turn(3 * MINUTE);
  lately.keep("b", "anew");
  lately.forget("b");
  expect(lately.find("b")).toBeUndefined();
  lately.keep("c", "kept");
  lately.turn(-10 * MINUTE);
  expect(lately.find("c")).toBeUndefined();

  for (let at = 0; at < 100; at += 1) lately.keep(`key ${at}`, "value");
  const found = Array.from({ length: 100 }, (_none, at) => lately.find(`key ${at}`)).filter(
    (value) => value === "value",
  );
  expect(found.length).toBeGreaterThanOrEqual(3);
  expect(found.length).toBeLessThanOrEqual(6);
  expect(lately.find("key 99")).toBe("value");
});
