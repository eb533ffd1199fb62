/** Where a file has more cases than the gate has time for: all of them run in `scripts/test --deep`. */
import { test } from "vitest";

const DEEP = process.env["PIKIR_TEST_DEEP"] === "yes";

/** `few` in the gate, `all` in the deep tests. */
export function inDepth<Some>(few: Some, all: Some): Some {
  return DEEP ? all : few;
}

/** A test of the deep tests alone; elsewhere it is not there at all, so nothing is reported as skipped. */
export const deepTest: (name: string, act: () => Promise<void>) => void = (name, act) => {
  if (DEEP) test(name, act);
};
