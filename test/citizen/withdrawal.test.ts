import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeFrom } from "../../server/records/withdrawal-code.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

/** Somebody answers the survey; resolves to the code on their receipt. */
async function answered(name: string): Promise<string> {
  const who = pikir.visitor();
  await who.open("/s/egov-2024?lang=en");
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  await who.fill();
  for (let page = 0; page < 6; page += 1) await who.fill(page === 4 ? { problem: `the words of ${name}` } : {});
  return /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/.exec((await who.fill()).text)?.[0] ?? "";
}

async function withdraw(code: string) {
  const anyone = pikir.visitor({ "Accept-Language": "en" });
  await anyone.open("/withdraw");
  return anyone.fill({ code });
}

async function kept(): Promise<readonly unknown[]> {
  return (await pikir.responses()).map(({ answers }) => answers.problem);
}

describe("withdrawing", () => {
  test("takes a released response away with the next release, and not alone", async () => {
    const code = await answered("Aliya");
    for (const name of ["Berik", "Dana", "Erlan"]) await answered(name);
    await pikir.mix(2);
    expect(await pikir.responses()).toHaveLength(2);
    await answered("Galym");
    await pikir.mix(1);
    expect(await kept()).toContain("the words of Aliya");
    await withdraw(code);
    await pikir.mix(2);
    expect(await kept()).toContain("the words of Aliya");
    for (const name of ["Inkar", "Kanat", "Laura", "Madi"]) await answered(name);
    await pikir.mix(2);
    expect(await kept()).not.toContain("the words of Aliya");
    expect(await pikir.storage.withdrawals.count("egov-2024")).toBe(1);
    expect(await pikir.storage.participations.count("egov-2024")).toBe(9);
  });

  test("takes a response away that still waits: it is never released", async () => {
    const code = await answered("Nazym");
    await withdraw(code);
    for (const name of ["Olzhas", "Peri", "Rauan"]) await answered(name);
    await pikir.mix(1);
    expect(await kept()).toHaveLength(3);
    expect(await kept()).not.toContain("the words of Nazym");
  });

  test("says the same for a code that belongs to nobody, and forgets it with the next release", async () => {
    const code = await answered("Saken");
    const mine = await withdraw(code.toLowerCase().replaceAll("-", " "));
    const nobodys = await withdraw(`00000-00000-00000-00000-00${checkOfZeros()}`);
    expect(nobodys.text).toBe(mine.text);
    expect(mine.text).toContain("If this code belongs to a response, it will be withdrawn");
    const sizes = new Set((await pikir.storage.withdrawals.pending()).map(({ sealed }) => sealed.length));
    expect([...sizes]).toEqual([82]);
    await pikir.mix(1);
    expect(await pikir.storage.withdrawals.pending()).toEqual([]);
  });

  test("a slip in the code is pointed out, and what was typed stays", async () => {
    const code = await answered("Tolkyn");
    const slip = await withdraw(`${code.slice(0, -1)}${code.endsWith("7") ? "8" : "7"}`);
    expect([slip.status, slip.heading()]).toEqual([422, "Withdraw your answers"]);
    expect(await pikir.storage.withdrawals.pending()).toEqual([]);
  });

  test("guessing is slowed down", async () => {
    const guesser = pikir.visitor({ "Accept-Language": "en" });
    await guesser.open("/withdraw");
    const statuses: number[] = [];
    for (let guess = 0; guess < 45; guess += 1)
      statuses.push(
        (await guesser.fill({ code: "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA" }).catch(() => guesser.shown())).status,
      );
    expect(statuses.slice(0, 40)).toEqual(Array(40).fill(422));
    expect(statuses.at(40)).toBe(429);
  });

  test("a restored backup does not bring withdrawn answers back", async () => {
    const code = await answered("Ulan");
    await pikir.mix(1);
    const [before] = await pikir.responses();
    await withdraw(code);
    await pikir.mix(1);
    expect(await pikir.responses()).toEqual([]);
    if (!before) throw new Error("nothing was released");
    await pikir.storage.responses.importAll("egov-2024", "0".repeat(64), [{ ...before, key: Buffer.alloc(16, 7) }]);
    await pikir.restartMixer();
    expect(await pikir.responses()).toEqual([]);
  });
});

/** The check signs of a code of zeros, found by trying. */
function checkOfZeros(): string {
  const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (const one of signs)
    for (const two of signs)
      for (const three of signs) {
        const typed = `${"0".repeat(22)}${one}${two}${three}`;
        if (codeFrom(typed) !== undefined) return one + two + three;
      }
  throw new Error("no check signs fit");
}
