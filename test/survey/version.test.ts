import { expect, test } from "vitest";
import { stringify } from "yaml";
import type { Definition } from "../../server/survey/definition.ts";
import { readDefinition } from "../../server/survey/reading.ts";
import { consentVersionOf, versionOf } from "../../server/survey/version.ts";
import { aDefinition, smallDefinition, words, yamlOf } from "../support/definitions.ts";

test("a version is 64 hexadecimal digits, the same for the same content", () => {
  expect(versionOf(smallDefinition())).toMatch(/^[0-9a-f]{64}$/);
  expect(versionOf(smallDefinition())).toBe(versionOf(smallDefinition()));
});

test("the layout of the YAML and the order of its keys do not matter", () => {
  const definition = smallDefinition();
  const layouts = [
    yamlOf(definition),
    `# A comment\n${yamlOf(definition).replaceAll("\n", "\r\n")}`,
    stringify(definition, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", aliasDuplicateObjects: false }),
    JSON.stringify(definition, null, 3),
    stringify(turned(definition), { aliasDuplicateObjects: false }),
  ];
  expect(layouts.map((yaml) => versionOf(read(yaml)))).toEqual(layouts.map(() => versionOf(definition)));
});

test("one letter in one language does", () => {
  const yaml = yamlOf(smallDefinition());
  const versions = ["Как люди пьют чай.", "Иә", "Weak", "12-3", "tea@example.kz"].map((text) => {
    expect(yaml).toContain(text);
    return versionOf(read(yaml.replace(text, text.replace(/.$/, "x"))));
  });
  expect(new Set([versionOf(smallDefinition()), ...versions]).size).toBe(6);
});

test("the order of pages, questions and options does: it is asked in another order", () => {
  const definition = smallDefinition();
  expect(versionOf({ ...definition, pages: [...definition.pages].reverse() })).not.toBe(versionOf(definition));
});

test("what is left out and what is undefined are the same", () => {
  expect(versionOf(aDefinition({ closes: undefined }))).toBe(versionOf(smallDefinition()));
  const spelledOut = { ...smallDefinition(), opens: undefined };
  expect(versionOf(spelledOut)).toBe(versionOf(smallDefinition()));
});

test("the consent's version changes with its text and with nothing else", () => {
  const retitled = aDefinition({ title: words("Coffee") });
  expect(consentVersionOf(retitled)).toBe(consentVersionOf(smallDefinition()));
  expect(versionOf(retitled)).not.toBe(versionOf(smallDefinition()));
  const reworded = aDefinition({
    consent: { sections: [{ heading: words("What is asked"), body: words("How you drink coffee.") }] },
  });
  expect(consentVersionOf(reworded)).not.toBe(consentVersionOf(smallDefinition()));
});

function read(yaml: string): Definition {
  const result = readDefinition("tea-survey.yaml", yaml);
  if ("faults" in result) throw new Error(JSON.stringify(result.faults));
  return result.definition;
}

/** The same data with the keys of every map in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, turned(inner)])
      .reverse(),
  );
}
