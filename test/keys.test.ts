import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MissingKey } from "../server/key-files.ts";
import { makeSurveyKeys, mayMix, openMixerKeys, openServingKeys } from "../server/keys.ts";

const folder = () => mkdtempSync(join(tmpdir(), "pikir-keys-"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("the keys", () => {
  test("are made once, readable by nobody else, and the same ever after", async () => {
    const dir = folder();
    const first = openServingKeys(dir, undefined);
    await makeSurveyKeys(dir, "tea");
    await makeSurveyKeys(dir, "tea");
    const again = openServingKeys(dir, undefined);
    expect(hex(again.derived("forms"))).toBe(hex(first.derived("forms")));
    expect(hex(first.derived("forms"))).not.toBe(hex(first.derived("drafts")));
    expect(hex(again.participation("tea"))).toBe(hex(first.participation("tea")));
    const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const { parentPath, name } of files) expect(statSync(join(parentPath, name)).mode & 0o077, name).toBe(0);
  });

  test("two processes that make them at once end with the same ones, and leave nothing beside them", async () => {
    const dir = folder();
    await Promise.all(Array.from({ length: 8 }, () => makeSurveyKeys(dir, "tea")));
    expect(readdirSync(join(dir, "tea")).sort()).toEqual(["participation.key", "urn.public"]);
    expect(readdirSync(dir).filter((name) => /\.\d+\./.test(name))).toEqual([]);
  });

  test("a missing one is named, and never made anew for a survey that has begun", () => {
    expect(() => openServingKeys(folder(), undefined).participation("tea")).toThrow(MissingKey);
    expect(() => openServingKeys(folder(), undefined).participation("tea")).toThrow(
      /tea\/participation\.key is missing/,
    );
    expect(() => openMixerKeys(folder()).urnPrivate("tea")).toThrow(/tea\.urn\.private is missing/);
  });

  test("half a key, left by a crash or a full disk, is refused", () => {
    const dir = folder();
    openServingKeys(dir, undefined);
    writeFileSync(join(dir, "secret"), "");
    expect(() => openServingKeys(dir, undefined)).toThrow(/secret has 0 bytes/);
  });

  test("who cannot reach the mixer's keys does not mix", async () => {
    const dir = folder();
    expect(mayMix(dir)).toBe(false);
    await makeSurveyKeys(dir, "tea");
    expect(mayMix(dir)).toBe(true);
  });

  test("second copies go where they are asked for, and equal the first", async () => {
    const [dir, copies] = [folder(), folder()];
    await makeSurveyKeys(dir, "tea", copies);
    expect(readFileSync(join(copies, "tea.urn.private"))).toEqual(readFileSync(join(dir, "mixer", "tea.urn.private")));
  });
});
