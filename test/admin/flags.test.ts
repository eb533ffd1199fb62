import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { Flag } from "../../server/records/flag.ts";
import { startPikir } from "../support/pikir.ts";
import { administrator } from "./cast.ts";

const BORNE: readonly (readonly [number, readonly Flag[]])[] = [
  [30, []],
  [12, ["too_fast", "below_reading_floor"]],
  [11, ["straight_lined"]],
  [10, ["trap_filled", "straight_lined"]],
];

test("staff see how many responses bear each flag, one response under each of its own, and which are left out", async () => {
  const pikir = await startPikir();
  const survey = (await pikir.storage.surveys.all())[0];
  const plain = { version: survey?.versions[0]?.version ?? "", language: "kk", channel: "paper", month: "2024-09" };
  const rows = BORNE.flatMap(([count, flags]) =>
    Array.from({ length: count }, () => ({
      ...{ ...plain, key: randomBytes(16), duration: 300, withdrawal: null },
      ...{ flags, answers: { obstacle: "bureaucracy" } },
    })),
  );
  await pikir.storage.responses.importAll("egov-2024", randomBytes(32).toString("hex"), rows);
  const aizhan = await administrator(pikir);
  const page = await aizhan.open("/admin/surveys/egov-2024/cleaning?lang=en");
  const table = page.body.querySelectorAll("table").find((each) => each.text.includes("Released responses by flag"));
  const shown = (table?.querySelectorAll("tbody tr") ?? []).map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.text.trim()),
  );
  const of = (words: string) => shown.find(([flag]) => flag?.includes(words))?.slice(1);
  expect(of("Faster than anybody reads")).toEqual(["12", "left out"]);
  expect(of("Too little time")).toEqual(["12", ""]);
  expect(of("The same answer all the way down")).toEqual(["21", ""]);
  expect(of("Filled in a field")).toEqual(["10", ""]);
  expect(of("A device like it")).toEqual(["0", ""]);
  await pikir.stop();
});
