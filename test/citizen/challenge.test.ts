import { randomBytes, randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { solved } from "../../scripts/simulation/page-scripts.ts";
import { openChallenging } from "../../server/citizen/challenge.ts";
import { effortAt } from "../../server/screening/effort.ts";
import { aDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const TEA = "/s/tea-survey";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir({
    definitions: [aDefinition({ screening: { network: 20 } })],
    effort: () => 5,
    trustProxy: ["loopback"],
  });
});
afterEach(() => pikir.stop());

async function atConsent(name: string, address = "203.0.113.7"): Promise<Visitor> {
  const who = pikir.visitor({ "X-Forwarded-For": address });
  await who.open(`${TEA}?lang=en`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  expect(who.shown().address).toBe(`${TEA}/consent`);
  return who;
}

const fieldOf = (who: Visitor) => who.fields().get("challenge_solution") ?? "";
const agreeWith = (who: Visitor, field: string) => who.fill({ challenge_solution: field });

async function finish(who: Visitor): Promise<void> {
  pikir.pass(100);
  while (who.shown().address.includes("/p/")) await who.fill();
  expect((await who.fill()).address).toBe(`${TEA}/receipt`);
}

async function flags(): Promise<readonly string[]> {
  await pikir.mix();
  return (await pikir.responses()).map((response) => response.flags.join(" ")).sort();
}

describe("the challenge of the consent screen", () => {
  test("is solved in the background: nothing is flagged", async () => {
    const dana = await atConsent("Dana");
    await agreeWith(dana, await solved(fieldOf(dana)));
    await finish(dana);
    expect(await flags()).toEqual([""]);
  });

  test("not solved is no failure: without JavaScript, before it was done, or an hour too late", async () => {
    const without = await atConsent("without JavaScript");
    await without.fill();
    await finish(without);
    const bare = await atConsent("a form without the field");
    await agreeWith(bare, "");
    await finish(bare);
    const late = await atConsent("late");
    const solution = await solved(fieldOf(late));
    pikir.pass(3599);
    await late.open(`${TEA}?lang=en`);
    pikir.pass(5);
    await late.open(`${TEA}/consent`);
    await agreeWith(late, solution);
    await finish(late);
    expect(await flags()).toEqual(["", "", ""]);
  });

  test("serves once: the second to bring the same solution is flagged, and let in", async () => {
    const [one, other] = [await atConsent("one"), await atConsent("another")];
    const solution = await solved(fieldOf(one));
    for (const who of [one, other]) {
      await agreeWith(who, solution);
      await finish(who);
    }
    expect(await flags()).toEqual(["", "challenge_failed"]);
  });

  test("pressed twice at once by one person is one consent, and flags nobody", async () => {
    const dana = await atConsent("Dana");
    const fields = { ...Object.fromEntries(dana.fields()), challenge_solution: await solved(fieldOf(dana)) };
    const tab = dana.clone();
    await Promise.all([dana.post(`${TEA}/consent`, fields), tab.post(`${TEA}/consent`, fields)]);
    await dana.open(`${TEA}/consent`);
    await finish(dana);
    expect(await flags()).toEqual([""]);
  });

  test("is remembered as used by every server on the same data", async () => {
    const [one, other] = [await atConsent("one"), await atConsent("another")];
    const solution = await solved(fieldOf(one));
    await agreeWith(one, solution);
    await finish(one);
    await pikir.restarted();
    await agreeWith(other, solution);
    await finish(other);
    expect(await flags()).toEqual(["", "challenge_failed"]);
  });

  test("comes anew with every showing, and says nothing of who sees it", async () => {
    const dana = await atConsent("Dana");
    const first = fieldOf(dana);
    await dana.open(`${TEA}/consent`);
    expect(fieldOf(dana)).not.toBe(first);
    const { challenge } = JSON.parse(Buffer.from(first, "base64").toString("utf8"));
    expect(Object.keys(challenge.parameters).sort()).toEqual(
      ["algorithm", "cost", "data", "keyLength", "keyPrefix", "nonce", "salt"].sort(),
    );
    expect(challenge.parameters.data).toEqual({ made: pikir.now().getTime() });
  });

  test("may be made a policy for on the consent screen and nowhere else", async () => {
    const dana = await atConsent("Dana");
    const policyOf = (who: Visitor) =>
      /trusted-types ([^;]+)/.exec(who.shown().headers["content-security-policy"] ?? "")?.[1];
    expect(policyOf(dana)).toBe("pikir-challenge");
    await dana.fill();
    expect(policyOf(dana)).toBe("'none'");
  });
});

describe("a solution that was made up", () => {
  const spoil = (
    field: string,
    change: (payload: {
      challenge: { parameters: Record<string, unknown>; signature: string };
      solution: Record<string, unknown>;
    }) => void,
  ) => {
    const payload = JSON.parse(Buffer.from(field, "base64").toString("utf8"));
    change(payload);
    return Buffer.from(JSON.stringify(payload)).toString("base64");
  };

  test.each<[string, Parameters<typeof spoil>[1]]>([
    ["a wrong counter's key", ({ solution }) => Object.assign(solution, { derivedKey: "00".repeat(32) })],
    ["no key at all", ({ solution }) => Object.assign(solution, { derivedKey: "" })],
    ["a cheaper challenge", ({ challenge }) => Object.assign(challenge.parameters, { cost: 1 })],
    ["an easier beginning", ({ challenge }) => Object.assign(challenge.parameters, { keyPrefix: "" })],
    ["a later time", ({ challenge }) => Object.assign(challenge.parameters, { data: { made: 1 } })],
    ["a signature of its own", ({ challenge }) => Object.assign(challenge, { signature: "ab".repeat(32) })],
    ["more than there is", (payload) => Object.assign(payload, { trusted: true })],
  ])("with %s is flagged, and its bearer let in", async (_what, change) => {
    const script = await atConsent("a script");
    await agreeWith(script, spoil(await solved(fieldOf(script)), change));
    await finish(script);
    expect(await flags()).toEqual(["challenge_failed"]);
  });

  test("by property: of 10,000 that were altered, made up, too old or used before none counts as solved", async () => {
    const random = { bytes: randomBytes, integer: randomInt };
    const keys = { challenge: randomBytes(32), spent: randomBytes(32) };
    const challenging = openChallenging(pikir.storage.challenges, keys, random, () => 5);
    const foreign = openChallenging(pikir.storage.challenges, { ...keys, challenge: randomBytes(32) }, random, () => 5);
    const payloadOf = (field: string): Payload => JSON.parse(Buffer.from(field, "base64").toString("utf8"));
    const [good, another, used, forged] = [
      payloadOf(await solved(await challenging.next(pikir.now()))),
      payloadOf(await solved(await challenging.next(pikir.now()))),
      payloadOf(await solved(await challenging.next(pikir.now()))),
      payloadOf(await solved(await foreign.next(pikir.now()))),
    ];
    const fieldOf = (payload: unknown) => Buffer.from(JSON.stringify(payload)).toString("base64");
    expect((await challenging.verdict(fieldOf(used), pikir.now())).lane).toBe("solved");
    const text = JSON.stringify(good);
    const { challenge, solution } = good;
    const inside = (change: object) => ({
      ...good,
      challenge: { ...challenge, parameters: { ...challenge.parameters, ...change } },
    });
    const hex = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("hex"));
    const tried = fc.oneof(
      fc
        .tuple(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'0123456789abcf{}",:. '))
        .map(([at, sign]) => parsedOr(text.slice(0, at) + sign + text.slice(at + 1))),
      hex.map((salt) => inside({ salt })),
      hex.map((nonce) => inside({ nonce })),
      hex.map((keyPrefix) => inside({ keyPrefix: keyPrefix.slice(0, 8) })),
      fc.integer({ max: 2000 }).map((cost) => inside({ cost })),
      fc.integer().map((made) => inside({ data: { made } })),
      hex.map((signature) => ({ ...good, challenge: { ...challenge, signature } })),
      hex.map((derivedKey) => ({ ...good, solution: { ...solution, derivedKey } })),
      fc.constant({ ...good, solution: another.solution }),
      fc.constant({ ...another, solution }),
      fc.constantFrom(used, forged),
      fc.anything(),
    );
    await fc.assert(
      fc.asyncProperty(tried, fc.nat({ max: 3600 }), async (payload, age) => {
        fc.pre(payload !== undefined && !isDeepStrictEqual(payload, good));
        const verdict = await challenging.verdict(fieldOf(payload), new Date(pikir.now().getTime() + age * 1000));
        expect(verdict.lane).not.toBe("solved");
        expect(verdict.failed).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    const untouched = fieldOf(good);
    // Too old is no failure, and no solution either.
    for (let hour = 1; hour <= 100; hour += 1) {
      const late = new Date(pikir.now().getTime() + hour * 3_600_000 + 1000);
      expect(await challenging.verdict(untouched, late)).toEqual({ lane: "slow", failed: false });
    }
    expect(await challenging.verdict(untouched, pikir.now())).toEqual({ lane: "solved", failed: false });
    expect(await challenging.verdict(untouched, pikir.now())).toEqual({ lane: "hasty", failed: true });
  }, 120_000);
});

interface Payload {
  readonly challenge: { readonly parameters: object; readonly signature: string };
  readonly solution: object;
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe("without a solution", () => {
  test("thirty consents weigh as ninety: the network is crowded sooner, and nobody waits or is asked", async () => {
    for (const [at, name] of ["a", "b", "c", "d", "e", "f", "g"].entries()) {
      const who = await atConsent(name);
      pikir.pass(10);
      expect((await who.fill()).address, name).toBe(`${TEA}/p/tea`);
      if (at >= 5) await finish(who);
    }
    // Three each: the sixth makes eighteen, the seventh twenty-one of twenty.
    expect(await flags()).toEqual(["", "network_burst"]);
  });

  test("who is back within two seconds weighs ten, who brings a solution one", async () => {
    const hasty = await atConsent("hasty");
    await hasty.fill();
    const solving = await atConsent("solving");
    await agreeWith(solving, await solved(fieldOf(solving)));
    await finish(solving);
    const hastyToo = await atConsent("hasty, too");
    await hastyToo.fill();
    await finish(hastyToo);
    expect(await flags()).toEqual(["", "network_burst"]);
  });
});

test("the effort rises with the load and is never more than four times the usual", () => {
  expect([0, 1, 119, 120, 599, 600, 1e9].map(effortAt)).toEqual([500, 500, 500, 1000, 1000, 2000, 2000]);
});
