import { randomBytes, randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openToday } from "../../server/citizen/today.ts";

const random = { bytes: randomBytes, integer: randomInt };
const at = (time: string) => new Date(`2024-09-20T${time}Z`);

describe("those who agree from one network", () => {
  test("are counted an hour long, then anew", async () => {
    const today = openToday(random);
    expect(await today.fromNetwork("tea", "203.0.113.7", 1, at("08:00:00"))).toBe(1);
    expect(await today.fromNetwork("tea", "203.0.113.7", 3, at("08:59:59"))).toBe(4);
    expect(await today.fromNetwork("tea", "203.0.113.7", 1, at("09:00:00"))).toBe(1);
  });

  test("are counted by survey and by network", async () => {
    const today = openToday(random);
    await today.fromNetwork("tea", "203.0.113.7", 1, at("08:00:00"));
    expect(await today.fromNetwork("tea", "203.0.113.8", 1, at("08:00:00"))).toBe(1);
    expect(await today.fromNetwork("coffee", "203.0.113.7", 1, at("08:00:00"))).toBe(1);
  });

  test("are forgotten at midnight", async () => {
    const today = openToday(random);
    await today.fromNetwork("tea", "203.0.113.7", 5, at("23:59:59"));
    expect(await today.fromNetwork("tea", "203.0.113.7", 1, new Date("2024-09-21T00:00:00Z"))).toBe(1);
  });
});

describe("places in the line", () => {
  const person = { issuer: "demo", subject: "1" };

  test("are left once, however often somebody says so, and each by itself", async () => {
    const today = openToday(random);
    expect(await today.leaves("one", at("08:05:00"))).toBe(true);
    expect(await today.leaves("one", at("08:06:00"))).toBe(false);
    expect(await today.leaves("other", at("08:06:00"))).toBe(true);
    // As long as a place may be held.
    expect(await today.leaves("one", at("08:34:59"))).toBe(false);
  });

  test("are wanted so and so often by one person, in the last half hour at least", async () => {
    const today = openToday(random);
    const wanted = [];
    for (const time of ["08:29:00", "08:31:00", "08:58:00", "09:01:00", "10:31:00"])
      wanted.push(await today.wantsIn(person, at(time)));
    expect(wanted).toEqual([1, 2, 3, 3, 1]);
    expect(await today.wantsIn({ ...person, subject: "2" }, at("10:31:00"))).toBe(1);
  });
});

describe("device signals", () => {
  const person = (subject: string) => ({ issuer: "demo", subject });
  const now = at("08:00:00");

  test("are counted by survey, alike and all together", async () => {
    const today = openToday(random);
    expect(await today.fromDevice("tea", "aa", person("1"), now)).toEqual({ times: 1, all: 1 });
    expect(await today.fromDevice("tea", "bb", person("2"), now)).toEqual({ times: 1, all: 2 });
    expect(await today.fromDevice("tea", "aa", person("3"), now)).toEqual({ times: 2, all: 3 });
    expect(await today.fromDevice("coffee", "aa", person("3"), now)).toEqual({ times: 1, all: 1 });
  });

  test("of who comes back on their own device are not counted again; on another one they are", async () => {
    const today = openToday(random);
    await today.fromDevice("tea", "aa", person("1"), now);
    expect(await today.fromDevice("tea", "aa", person("1"), now)).toEqual({ times: 0, all: 1 });
    expect(await today.fromDevice("tea", "bb", person("1"), now)).toEqual({ times: 1, all: 2 });
  });

  test("are forgotten at midnight", async () => {
    const today = openToday(random);
    await today.fromDevice("tea", "aa", person("1"), at("23:59:59"));
    const tomorrow = new Date("2024-09-21T00:00:00Z");
    expect(await today.fromDevice("tea", "aa", person("2"), tomorrow)).toEqual({ times: 1, all: 1 });
  });
});
