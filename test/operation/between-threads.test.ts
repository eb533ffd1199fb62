import { describe, expect, test } from "vitest";
import { failedWith, thrown } from "../../server/between-threads.ts";
import { Refusal } from "../../server/records/fault.ts";

/** As a message between threads is. */
const across = (error: unknown) => thrown(structuredClone(failedWith(error)));

describe("an error that goes from thread to thread", () => {
  test("is the refusal that it was: citizens and staff are told to try again, and no fault is logged", () => {
    const arrived = across(new Refusal({ kind: "unavailable" }));
    expect(arrived).toBeInstanceOf(Refusal);
    expect((arrived as Refusal).fault).toEqual({ kind: "unavailable" });
  });

  test("keeps its words, whatever was thrown", () => {
    expect(across(new TypeError("no such column")).message).toBe("no such column");
    expect(across("a word").message).toBe("a word");
  });
});
