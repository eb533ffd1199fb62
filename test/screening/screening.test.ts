import { describe, expect, test } from "vitest";
import { FLAGS, flagBits, flagsIn } from "../../server/records/flag.ts";
import { flagsOf, type Sent, secondsTaken } from "../../server/screening/screening.ts";
import { type Thresholds, thresholdsOf } from "../../server/screening/thresholds.ts";
import { journeyOf } from "../../server/survey/journey.ts";
import { aDefinition } from "../support/definitions.ts";

const STUDY = thresholdsOf(aDefinition());
const START = Date.parse("2024-09-20T08:00:00Z");

function sent(seconds: number, noted: Sent["noted"] = []): Sent {
  const journey = journeyOf(aDefinition(), { "drinks-tea": "no" }, ["tea"]);
  return { journey, language: "en", noted, shown: { tea: START }, sentAt: START + seconds * 1000 };
}

describe("a response", () => {
  test("in under a minute is too fast, in a minute it is not, and slowness is never held against anybody", () => {
    expect(flagsOf(sent(59.9), STUDY)).toEqual(["too_fast"]);
    expect(flagsOf(sent(60), STUDY)).toEqual([]);
    expect(flagsOf(sent(7 * 86_400), STUDY)).toEqual([]);
  });

  test("of four words answered within half a second cannot have been read", () => {
    expect(flagsOf(sent(0.5), STUDY)).toEqual(["too_fast", "below_reading_floor"]);
  });

  test("keeps what was noted on the way, in the flags' own order and once each", () => {
    expect(flagsOf(sent(3600, ["network_burst", "seen_device", "too_fast"]), STUDY)).toEqual([
      "too_fast",
      "seen_device",
      "network_burst",
    ]);
  });

  test("whose clock was set back was not too slow to be read", () => {
    expect(secondsTaken({ shown: { tea: START }, sentAt: START - 5000 })).toBe(0);
    expect(secondsTaken({ shown: {}, sentAt: START })).toBe(0);
  });
});

describe("thresholds", () => {
  test("are the study's where the definition says nothing, and look at no device", () => {
    expect(STUDY).toEqual({ seconds: 60, word: 300, read: 0.75, alike: 5, network: 300, device: undefined });
  });

  test("are the definition's where it says something", () => {
    const screening = { seconds: 20, word: 200, read: 1, alike: 3, network: 1000, device: 5 };
    expect(thresholdsOf({ screening, minutes: 5 })).toEqual(screening satisfies Thresholds);
  });

  test("ask of a survey of one minute no more than half of it", () => {
    expect(thresholdsOf({ screening: undefined, minutes: 1 }).seconds).toBe(30);
  });
});

test("a flag keeps its bit for ever: new ones come at the end", () => {
  expect(FLAGS.map((flag) => [flag, flagBits([flag])])).toEqual([
    ["too_fast", 1],
    ["below_reading_floor", 2],
    ["straight_lined", 4],
    ["seen_device", 8],
    ["challenge_failed", 16],
    ["trap_filled", 32],
    ["network_burst", 64],
  ]);
  expect(flagsIn(flagBits(FLAGS))).toEqual(FLAGS);
});
