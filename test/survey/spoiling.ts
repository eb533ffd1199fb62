/** Takes a good YAML file, breaks it in one place, and knows the line of the break. */
import { expect } from "vitest";
import { readDefinition } from "../../server/survey/reading.ts";
import { smallDefinition, yamlOf } from "../support/definitions.ts";
import { describedFault, type ToldFault, told } from "./telling.ts";

const MARK = "# here";

export function faultsOf(yaml: string, file = "tea-survey.yaml"): readonly ToldFault[] {
  const result = readDefinition(file, yaml);
  return "faults" in result ? result.faults.map(told) : [];
}

export function described(yaml: string, file = "tea-survey.yaml"): readonly string[] {
  const result = readDefinition(file, yaml);
  return "faults" in result ? result.faults.map(describedFault) : [];
}

/** The tea survey's YAML with `found`, which must occur exactly once, replaced. */
export function spoiled(found: string, replacement: string, yaml: string = yamlOf(smallDefinition())): string {
  expect(yaml.split(found), `"${found}" must stand exactly once in the file`).toHaveLength(2);
  return yaml.split(found).join(replacement);
}

/**
 * Expects exactly one fault, on the line that `replacement` marks with `# here`, whose description after the column is
 * exactly `fault`.
 */
export function expectFault(found: string, replacement: string, fault: string, yaml?: string): void {
  const broken = spoiled(found, replacement, yaml);
  const line = broken.split("\n").findIndex((text) => text.includes(MARK)) + 1;
  expect(line, `mark the line with ${MARK}`).toBeGreaterThan(0);
  const id = /^id: (\S+)/m.exec(broken)?.[1] ?? "unnamed";
  const faults = faultsOf(broken, `${id}.yaml`).map((found) => `${found.line}: ${found.place}: ${found.reason}`);
  expect(faults).toEqual([`${line}: ${fault}`]);
}
