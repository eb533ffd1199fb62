import { afterEach, describe, expect, test } from "vitest";
import { aDefinition, words } from "../support/definitions.ts";
import { identifierOf, type Pikir, type Setting, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

let pikir: Pikir;
afterEach(() => pikir.stop());

const TEA = "/s/tea-survey";

/** The tea survey behind a proxy that says where people come from. */
async function teaHouse(screening?: Setting["definitions"]): Promise<void> {
  pikir = await startPikir({ definitions: screening ?? [aDefinition()], trustProxy: ["loopback"] });
}

async function arrive(who: Visitor, name: string): Promise<Visitor> {
  await who.open(`${TEA}?lang=en`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  await who.fill();
  return who;
}

/** From the first page to the receipt, so many seconds on each page. */
async function answer(who: Visitor, seconds: number): Promise<void> {
  const wait = () => pikir.pass(seconds);
  wait();
  await who.fill({ "drinks-tea": "no" });
  wait();
  while (who.shown().address.includes("/p/")) await who.fill();
  wait();
  expect((await who.fill()).address).toBe(`${TEA}/receipt`);
}

async function flags(): Promise<readonly (readonly string[])[]> {
  await pikir.mix();
  return (await pikir.responses()).map((response) => response.flags);
}

describe("who takes their time", () => {
  test("is not doubted, and neither is who goes back, changes an answer, and takes three days over it", async () => {
    await teaHouse();
    const dana = await arrive(pikir.visitor(), "Dana");
    pikir.pass(30);
    await dana.fill({ "drinks-tea": "yes" });
    await dana.fill({}, "back");
    await dana.fill({ "drinks-tea": "no" });
    pikir.pass(3 * 86_400);
    const back = await arrive(pikir.visitor(), "Dana");
    while (back.shown().address.includes("/p/")) await back.fill();
    await back.fill();
    expect(back.shown().address).toBe(`${TEA}/receipt`);
    expect(await flags()).toEqual([[]]);
  });
});

describe("the field that nobody sees", () => {
  test("is hidden from eyes, screen readers, keyboards and whatever fills in forms", async () => {
    await teaHouse();
    const dana = await arrive(pikir.visitor(), "Dana");
    const field = dana.shown().body.querySelector("input[name=other_remarks]");
    const around = field?.closest("p");
    expect(around?.hasAttribute("hidden")).toBe(true);
    expect(field?.getAttribute("tabindex")).toBe("-1");
    expect(field?.getAttribute("autocomplete")).toBe("off");
    for (const manager of ["data-1p-ignore", "data-bwignore", "data-lpignore", "data-form-type"])
      expect(field?.hasAttribute(manager), manager).toBe(true);
  });

  test("flags who fills it in, whatever else they do, and refuses nothing", async () => {
    await teaHouse();
    const script = await arrive(pikir.visitor(), "a script");
    pikir.pass(100);
    await script.fill({ "drinks-tea": "no", other_remarks: "buy now" });
    while (script.shown().address.includes("/p/")) await script.fill();
    expect(script.shown().text).not.toContain("buy now");
    await script.fill();
    expect(script.shown().address).toBe(`${TEA}/receipt`);
    expect(await flags()).toEqual([["trap_filled"]]);
    expect(JSON.stringify(await pikir.responses())).not.toContain("buy now");
  });

  test("left as it is, or with nothing but spaces in it, flags nobody", async () => {
    await teaHouse();
    const dana = await arrive(pikir.visitor(), "Dana");
    pikir.pass(100);
    await dana.fill({ "drinks-tea": "no", other_remarks: "  " });
    while (dana.shown().address.includes("/p/")) await dana.fill();
    await dana.fill();
    expect(await flags()).toEqual([[]]);
  });
});

describe("many from one network", () => {
  const town = () => teaHouse([aDefinition({ screening: { network: 20 } })]);
  const from = (address: string) => pikir.visitor({ "X-Forwarded-For": address });

  /** Arrives within no time and without a solution, which weighs ten. */
  const rush = async (addresses: readonly string[]) => {
    for (const [at, address] of addresses.entries()) await arrive(from(address), `person ${at}`);
  };

  test("are one crowd as long as they are no more than it may be; who comes on top is flagged, and let in", async () => {
    await town();
    await rush(["203.0.113.7", "203.0.113.7"]);
    const third = await arrive(from("203.0.113.7"), "Dana");
    const other = await arrive(from("203.0.113.8"), "Erlan");
    for (const who of [third, other]) await answer(who, 40);
    expect([...(await flags())].sort()).toEqual([[], ["network_burst"]]);
  });

  test("count no more an hour later, and IPv6 counts by the household", async () => {
    await town();
    await rush(["2001:db8:1:2::1", "2001:db8:1:2::2"]);
    await answer(await arrive(from("2001:db8:1:2::99"), "Dana"), 40);
    pikir.pass(3601);
    await answer(await arrive(from("2001:db8:1:2::1"), "Erlan"), 40);
    expect([...(await flags())].sort()).toEqual([[], ["network_burst"]]);
  });

  test("behind a proxy that does not say where they come from are no crowd, and no address is left behind", async () => {
    await town();
    for (let at = 0; at < 3; at += 1) await arrive(pikir.visitor(), `person ${at}`);
    await answer(await arrive(pikir.visitor(), "Dana"), 40);
    expect(await flags()).toEqual([[]]);
    expect(pikir.logged.join("\n")).not.toContain("203.0.113");
  });
});

describe("straight lines", () => {
  test("down a grid of seven rows are flagged, and one other answer is enough to be no line", async () => {
    const rows = ["a", "b", "c", "d", "e", "f", "g"];
    const labels = { 0: words("not at all"), 5: words("very") };
    const grid = { kind: "grid" as const, id: "impact", text: words("Impact"), from: 0, to: 5, labels };
    const questions = [{ ...grid, rows: rows.map((id) => ({ id, label: words(id) })) }];
    const pages = [{ id: "only", title: words("Only"), questions }];
    await teaHouse([aDefinition({ headline: undefined, pages })]);
    for (const [name, last] of [
      ["straight", "4"],
      ["not quite", "3"],
    ]) {
      const who = await arrive(pikir.visitor(), String(name));
      pikir.pass(200);
      await who.fill({ ...Object.fromEntries(rows.map((row) => [`impact.${row}`, "4"])), "impact.g": String(last) });
      await who.fill();
    }
    expect([...(await flags())].sort()).toEqual([[], ["straight_lined"]]);
  });
});
