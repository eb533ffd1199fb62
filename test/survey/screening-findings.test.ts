import { describe, expect, test } from "vitest";
import { aDefinition, words, yamlOf } from "../support/definitions.ts";
import { expectFault, faultsOf } from "./spoiling.ts";

const AGREED = { sections: aDefinition().consent.sections, device: words("Your device is recognised.") };
const screened = yamlOf(aDefinition({ screening: { seconds: 45, network: 500, device: 20 }, consent: AGREED }));

describe("the thresholds of screening", () => {
  test("may be given, each by itself", () => {
    expect(faultsOf(screened)).toEqual([]);
    expect(faultsOf(yamlOf(aDefinition({ screening: {} })))).toEqual([]);
  });

  test("must not doubt everybody: at most half of the minutes announced", () => {
    expectFault(
      "seconds: 45",
      "seconds: 91 # here",
      "screening, seconds: would doubt who is quick but reads: at most half of `minutes`, which is 90 seconds",
      screened,
    );
  });

  test.each([
    ["seconds: 45", "seconds: 0 # here", /^screening, seconds: /],
    ["network: 500", "network: 3 # here", /^screening, network: /],
    ["device: 20", "device: 0.5 # here", /^screening, device: /],
    ["seconds: 45", "words: 300 # here", /^screening, words: /],
  ])("must be possible: %s -> %s", (found, replacement, said) => {
    const faults = faultsOf(screened.replace(found, replacement));
    expect(faults.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([expect.stringMatching(said)]);
  });
});

describe("a look at devices", () => {
  test("is told of before anybody agrees to it", () => {
    expectFault(
      "  sections:",
      "  sections: # here",
      "consent, device: is missing: `screening.device` looks at devices, so the consent has to say so",
      yamlOf(aDefinition({ screening: { device: 20 } })),
    );
  });

  test("is told of only where it is done", () => {
    const told = yamlOf(aDefinition({ consent: AGREED }));
    expectFault(
      "  device:",
      "  device: # here",
      "consent, device: belongs to `screening.device`: switch it on, or leave this out",
      told,
    );
  });

  test("is told of in every language", () => {
    const faults = faultsOf(screened.replace(/( {2}device:\n(?: {4}\w\w: .*\n)*?) {4}ru: .*\n/, "$1"));
    expect(faults.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      "consent, device, ru: is missing: add the text in `ru`",
    ]);
  });
});
