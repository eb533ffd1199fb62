import { expect, test } from "vitest";
import { openChance } from "../server/chance.ts";

test("chance hands out as many bytes as are asked for, none twice, over many fillings of its pool", () => {
  const { bytes } = openChance();
  const taken = Array.from({ length: 5000 }, (_none, at) => bytes(12 + (at % 21)));
  expect(taken.every(({ length }, at) => length === 12 + (at % 21))).toBe(true);
  expect(new Set(taken.map((each) => Buffer.from(each.subarray(0, 12)).toString("hex"))).size).toBe(taken.length);
  expect(bytes(10_000)).toHaveLength(10_000);
});

test("bytes that were handed out do not change when others are", () => {
  const { bytes } = openChance();
  const first = bytes(32);
  const before = Buffer.from(first).toString("hex");
  for (let more = 0; more < 300; more += 1) bytes(32);
  expect(Buffer.from(first).toString("hex")).toBe(before);
});
