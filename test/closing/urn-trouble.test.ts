import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import request from "supertest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withdrawalCode } from "../../server/records/withdrawal-code.ts";
import { aDefinition, smallDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";

const TEA = "tea-survey";
const TROUBLE =
  "the urn of tea-survey does not open: put the right key back as mixer/tea-survey.urn.private in KEYS_DIR and start Pikir again";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir({ definitions: [smallDefinition(), aDefinition({ id: "a-coffee-survey" })] });
});
afterEach(() => pikir.stop());

const privateKey = (survey = TEA) => join(pikir.dataDir, "keys", "mixer", `${survey}.urn.private`);

/** Answers as far as the check page, and sends. */
async function send(name: string, survey = TEA): Promise<number> {
  const who = pikir.visitor();
  await who.open(`/s/${survey}?lang=en`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  while (who.shown().address !== `/s/${survey}/check`) await who.fill();
  return (await who.fill()).status;
}

async function readiness() {
  const { status, text } = await request(pikir.app.express).get("/readyz");
  return [status, text];
}

describe("an urn that does not open", () => {
  test.each([
    ["another survey's key", () => copyFileSync(privateKey("a-coffee-survey"), privateKey())],
    ["a key of the wrong length", () => writeFileSync(privateKey(), "short")],
    ["no key", () => rmSync(privateKey())],
  ])(
    "because there is %s takes nothing more in, and readiness says why, until the key is back",
    async (_what, spoil) => {
      expect(await send("Aliya")).toBe(200);
      const right = readFileSync(privateKey());
      expect(await readiness()).toEqual([200, "ready"]);
      spoil();
      expect(await pikir.restartMixer()).toEqual([TROUBLE]);
      expect(await readiness()).toEqual([503, TROUBLE]);
      expect(await send("Berik")).toBe(503);
      expect(await pikir.storage.participations.count(TEA)).toBe(1);
      writeFileSync(privateKey(), right);
      expect(await pikir.restartMixer()).toEqual([]);
      expect(await readiness()).toEqual([200, "ready"]);
      expect(await send("Berik")).toBe(200);
      await pikir.mix(1);
      expect(await pikir.responses()).toHaveLength(2);
    },
  );

  test("is found while it is still empty: nothing is taken in that could never be read", async () => {
    copyFileSync(privateKey("a-coffee-survey"), privateKey());
    expect(await pikir.restartMixer()).toEqual([TROUBLE]);
    expect(await send("Aliya")).toBe(503);
  });

  test("holds up no other survey's, and no request to withdraw is forgotten meanwhile", async () => {
    await send("Aliya");
    await send("Berik", "a-coffee-survey");
    const lost = readFileSync(privateKey("a-coffee-survey"));
    rmSync(privateKey("a-coffee-survey"));
    await pikir.restartMixer();
    const anyone = pikir.visitor();
    await anyone.open("/withdraw");
    await anyone.fill({ code: withdrawalCode(Buffer.alloc(32), "nobody", "a-coffee-survey") });
    expect(await pikir.mix(1)).toBe(1);
    expect(await pikir.responses()).toHaveLength(1);
    expect(await pikir.storage.withdrawals.pending()).toHaveLength(1);
    writeFileSync(privateKey("a-coffee-survey"), lost);
    await pikir.restartMixer();
    expect(await pikir.mix(1)).toBe(1);
    expect(await pikir.storage.withdrawals.pending()).toHaveLength(0);
  });
});
