import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderOfTest } from "./folder.ts";
import { publish } from "./given.ts";
import { compileStorage, run } from "./processes.ts";

let compiled: string;
beforeAll(() => {
  compiled = compileStorage();
});
afterAll(() => rmSync(compiled, { recursive: true }));

/** Sends for ever, naming each participation once its send has been acknowledged. */
const SEND_ON = `
  for (;;) {
    const participation = randomBytes(32);
    const outcome = await storage.participations.send({
      survey: "roads", participation, sealed: randomBytes(4144), urnKey: randomBytes(16), acknowledgement: randomBytes(32),
    }).catch((error) => (error.fault ? error.fault.kind : String(error)));
    say(outcome, participation.toString("hex"));
    if (outcome !== "kept") break;
  }`;

describe("several processes", () => {
  test("can all be the first to open a database", async () => {
    const folder = folderOfTest();
    const opening = Array.from({ length: 5 }, () =>
      run(compiled, folder.path, `say((await storage.surveys.all()).length)`),
    );
    for (const { ended } of opening) expect(await ended).toEqual({ lines: ["0"], errors: "", code: 0 });
  });

  test("that send for one person at once keep one send between them", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const script = `
      const participation = Buffer.from("${randomBytes(32).toString("hex")}", "hex");
      for (let turn = 0; turn < 50; turn += 1)
        say(await storage.participations.send({
          survey: "roads", participation, sealed: randomBytes(4144), urnKey: randomBytes(16), acknowledgement: randomBytes(32),
        }));`;
    const sending = Array.from({ length: 4 }, () => run(compiled, folder.path, script));
    const outcomes = (await Promise.all(sending.map(({ ended }) => ended))).flatMap(({ lines }) => lines);
    expect(outcomes).toHaveLength(200);
    expect(outcomes.filter((outcome) => outcome === "kept")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "already-taken-part")).toHaveLength(199);
    expect([await storage.participations.count(survey), await storage.urn.count(survey)]).toEqual([1, 1]);
  });

  test("that send for a hundred persons at once, each from two sessions, share commits and keep each person's once", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const script = `
      const sends = Array.from({ length: 200 }, (_none, at) => storage.participations.send({
        survey: "roads", participation: Buffer.alloc(32, at % 100), sealed: randomBytes(4144), urnKey: randomBytes(16), acknowledgement: randomBytes(32),
      }));
      for (const send of sends) say(await send);`;
    const sending = Array.from({ length: 2 }, () => run(compiled, folder.path, script));
    const ended = await Promise.all(sending.map((each) => each.ended));
    expect(ended.map(({ errors, code }) => [errors, code])).toEqual([
      ["", 0],
      ["", 0],
    ]);
    const outcomes = ended.flatMap(({ lines }) => lines);
    expect(outcomes.filter((outcome) => outcome === "kept")).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome === "already-taken-part")).toHaveLength(300);
    expect([await storage.participations.count(survey), await storage.urn.count(survey)]).toEqual([100, 100]);
  });

  test("refuse one send of a commit that is a fault of ours, and keep the others", async () => {
    const folder = folderOfTest();
    const survey = await publish(await folder.open());
    const script = `
      const send = (urnKey) => storage.participations.send({
        survey: "roads", participation: randomBytes(32), sealed: randomBytes(4144), urnKey, acknowledgement: randomBytes(32),
      }).catch((error) => error.message);
      const twice = randomBytes(16);
      const sends = [send(randomBytes(16)), send(twice), send(twice), send(randomBytes(16))];
      for (const each of sends) say(await each);`;
    const { lines, errors } = await run(compiled, folder.path, script).ended;
    expect(errors).toBe("");
    expect(lines).toEqual(["kept", "kept", "a send failed in its thread", "kept"]);
    const storage = await folder.open();
    expect([await storage.participations.count(survey), await storage.urn.count(survey)]).toEqual([3, 3]);
  });

  test("killed in the middle of sending have lost nothing they acknowledged and kept nothing by half", async () => {
    const folder = folderOfTest();
    const survey = await publish(await folder.open());
    const { process: child, ended } = run(compiled, folder.path, SEND_ON);
    let said = 0;
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.length;
      if (said > 100 * 70) child.kill("SIGKILL");
    });
    const { lines, code } = await ended;
    expect(code).toBeNull();
    expect(lines.length).toBeGreaterThanOrEqual(100);
    const storage = await folder.open();
    for (const line of lines) {
      const [outcome, participation = ""] = line.split(" ");
      expect(outcome).toBe("kept");
      expect(await storage.participations.has(survey, Buffer.from(participation, "hex"))).toBe(true);
    }
    expect(await storage.urn.count(survey)).toBe(await storage.participations.count(survey));
    expect(folder.raw().pragma("integrity_check", { simple: true })).toBe("ok");
  });

  test("whose files cannot grow refuse the send as unavailable and live on", async () => {
    const folder = folderOfTest();
    const survey = await publish(await folder.open());
    const script = `${SEND_ON} say(await storage.participations.count("roads"));`;
    const { lines, errors, code } = await run(compiled, folder.path, script, 2000).ended;
    expect({ errors, code }).toEqual({ errors: "", code: 0 });
    const outcomes = lines.slice(0, -1).map((line) => line.split(" ")[0]);
    const kept = outcomes.length - 1;
    expect(kept).toBeGreaterThan(5);
    expect(outcomes).toEqual([...Array<string>(kept).fill("kept"), "unavailable"]);
    expect(lines.at(-1)).toBe(String(kept));
    const storage = await folder.open();
    expect([await storage.participations.count(survey), await storage.urn.count(survey)]).toEqual([kept, kept]);
  });
});
