import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NotClosed } from "../../server/closing.ts";
import { makeSurveyKeys, openServingKeys } from "../../server/keys.ts";
import { publish, requireKeys } from "../../server/publishing.ts";
import { isSigned } from "../../server/records/protocol.ts";
import { withdrawalCode } from "../../server/records/withdrawal-code.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { aDefinition } from "../support/definitions.ts";
import { identifierOf } from "../support/pikir.ts";
import { codeOn, filesIn, foundBy, startTown, TEA, type Town } from "./town.ts";

const PEOPLE = ["Aliya", "Berik", "Dana", "Erlan", "Galym"];

let town: Town;
beforeEach(async () => {
  town = await startTown();
});
afterEach(() => town.pikir.stop());

/** Everybody answers; three are released, two wait, one of each withdraws. Resolves to the codes. */
async function story(): Promise<readonly string[]> {
  const codes: string[] = [];
  for (const name of PEOPLE.slice(0, 3)) codes.push(await town.answers(name));
  await town.pikir.mix(1);
  for (const name of PEOPLE.slice(3)) codes.push(await town.answers(name));
  for (const at of [0, 4]) await town.withdraws(codes[at] ?? "");
  return codes;
}

const keyFiles = () => [
  join(town.keysDir, TEA, "participation.key"),
  join(town.keysDir, TEA, "urn.public"),
  join(town.keysDir, "mixer", `${TEA}.urn.private`),
];

describe("closing a survey", () => {
  test("releases all that waits, applies the withdrawals, and signs what is there then", async () => {
    await story();
    const { signed, file } = await town.close();
    expect(signed.protocol).toMatchObject({
      survey: TEA,
      simulated: false,
      closedOn: "2024-09-20",
      madeOn: "2024-09-20",
      software: "pikir 0.1.0",
      counts: { participations: 5, released: 3, imported: 0, withdrawn: 2 },
    });
    expect(await town.pikir.storage.urn.count(TEA)).toBe(0);
    expect(await town.pikir.storage.withdrawals.pending()).toEqual([]);
    expect(await town.pikir.responses()).toHaveLength(3);
    expect(isSigned(signed)).toBe(true);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(signed);
    expect(await town.pikir.storage.surveys.protocols()).toEqual([signed]);
    const page = await town.pikir.visitor().open("/privacy?lang=en");
    expect(page.html).toContain(signed.protocol.responses);
  });

  test("destroys the keys: their bytes are in no file, and with what is left nobody is found again", async () => {
    await story();
    const keys = keyFiles().map((key) => readFileSync(key));
    // The same search finds everybody while the key is there: it can fail.
    expect(foundBy(town.keysDir, town.pikir.dataDir, PEOPLE)).toEqual(PEOPLE);
    const { destroyed } = await town.close();
    expect(destroyed).toEqual([keyFiles()[0], keyFiles()[2], keyFiles()[1], join(town.keyCopy, `${TEA}.urn.private`)]);
    for (const key of keys) {
      const forms = [key, Buffer.from(key.toString("hex")), Buffer.from(key.toString("base64"))];
      const holding = filesIn(town.pikir.dataDir).filter((file) =>
        forms.some((form) => readFileSync(file).includes(form)),
      );
      expect(holding).toEqual([]);
    }
    expect(foundBy(town.keysDir, town.pikir.dataDir, PEOPLE)).toEqual([]);
    expect(await town.pikir.storage.participations.count(TEA)).toBe(5);
  });

  test("gives a fingerprint of the secret key that is not its hash, and of the public one its hash", async () => {
    const [secret, open] = keyFiles().map((key) => createHash("sha256").update(readFileSync(key)).digest("hex"));
    const { participation, urn } = (await town.close()).signed.protocol.keys;
    expect(participation).toMatch(/^[0-9a-f]{64}$/);
    expect(participation).not.toBe(secret);
    expect(urn).toBe(open);
  });

  test("is possible where the keys were lost and nothing waits, and says so", async () => {
    rmSync(town.keysDir, { recursive: true });
    const { signed, destroyed } = await town.close();
    expect(signed.protocol.keys).toEqual({ participation: null, urn: null });
    expect(destroyed).toEqual([join(town.keyCopy, `${TEA}.urn.private`)]);
  });

  test("names the backups that have to go", async () => {
    const backup = join(town.pikir.dataDir, "backups");
    await makeSurveyKeys(backup, "any");
    expect((await town.close()).backups).toContain(join(backup, "mixer"));
  });

  test("a second time changes nothing and gives the same protocol", async () => {
    await story();
    const first = await town.close();
    const second = await town.close();
    expect(second.signed).toEqual(first.signed);
    expect(second.destroyed).toEqual([]);
  });

  test("refuses a survey that nobody knows", async () => {
    await expect(
      town.close({
        storage: { ...town.pikir.storage, surveys: { ...town.pikir.storage.surveys, close: async () => "unknown" } },
      }),
    ).rejects.toThrow(NotClosed);
  });

  test("waits until every server has noticed before anything is released or destroyed", async () => {
    const waits: [number, boolean][] = [];
    await town.close({ pause: async (milliseconds) => void waits.push([milliseconds, keyFiles().every(existsSync)]) });
    expect(waits).toEqual([[2000, true]]);
  });

  test("ends well though a running mixer takes the last batch first", async () => {
    await story();
    const { storage } = town.pikir;
    let raced = false;
    const release: Storage["urn"]["release"] = async (batch) => {
      if (!raced) {
        raced = true;
        await town.pikir.mix(50);
      }
      return storage.urn.release(batch);
    };
    const { signed } = await town.close({ storage: { ...storage, urn: { ...storage.urn, release } } });
    expect(raced).toBe(true);
    expect(signed.protocol.counts).toMatchObject({ released: 3, withdrawn: 2 });
    expect(await town.pikir.responses()).toHaveLength(3);
  });
});

/** The storage of a process that dies at a verb, before it does anything or after it has done all. The dead do nothing more. */
function dyingAt(storage: Storage, at: string, when: "before" | "after"): Storage {
  let dead = false;
  const die = () => {
    dead = true;
    throw new Error(`died ${when} ${at}`);
  };
  const mortal = (parts: object, path: string): object =>
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => {
        if (typeof part !== "function") return [name, mortal(part, `${path}${name}.`)];
        const act = async (...given: unknown[]) => {
          if (dead || (when === "before" && `${path}${name}` === at)) die();
          const done = await part(...given);
          return `${path}${name}` === at ? die() : done;
        };
        return [name, `${path}${name}` === "responses.rows" ? part : act];
      }),
    );
  return { ...storage, ...mortal(storage, "") };
}

describe("a closing that is cut short", () => {
  const verbs = ["surveys.close", "urn.release", "withdrawals.forget", "compact", "surveys.keepProtocol"];
  const cuts = verbs.flatMap((verb) => [[verb, "before"] as const, [verb, "after"] as const]);

  test.each(cuts)(
    "at %s, %s it is done, has destroyed nothing yet, and the next one finishes it",
    async (verb, when) => {
      const code = await town.answers("Aliya");
      await town.pikir.mix(1);
      await town.answers("Berik");
      await town.withdraws(code);
      await town.withdraws(withdrawalCode(Buffer.alloc(32), "nobody", TEA));
      await expect(town.close({ storage: dyingAt(town.pikir.storage, verb, when) })).rejects.toThrow(
        `died ${when} ${verb}`,
      );
      expect(keyFiles().every(existsSync)).toBe(true);
      const { signed } = await town.close();
      expect(isSigned(signed)).toBe(true);
      expect(signed.protocol.counts).toEqual({ participations: 2, released: 1, imported: 0, withdrawn: 1 });
      expect(Object.values(signed.protocol.keys)).not.toContain(null);
      expect([...keyFiles(), join(town.keyCopy, `${TEA}.urn.private`)].filter(existsSync)).toEqual([]);
      expect(await town.pikir.responses()).toHaveLength(1);
    },
  );

  test("because the protocol cannot be written has destroyed nothing yet", async () => {
    await town.answers("Aliya");
    writeFileSync(join(town.pikir.dataDir, "protocols"), "in the way");
    await expect(town.close()).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(keyFiles().every(existsSync)).toBe(true);
    rmSync(join(town.pikir.dataDir, "protocols"));
    expect((await town.close()).destroyed).toHaveLength(4);
  });

  test("between two keys destroys the others the next time, under the same protocol", async () => {
    const storage = dyingAt(town.pikir.storage, "surveys.keepProtocol", "after");
    await expect(town.close({ storage })).rejects.toThrow("died");
    const [kept] = await town.pikir.storage.surveys.protocols();
    rmSync(join(town.keysDir, TEA, "participation.key"));
    const { signed, destroyed } = await town.close();
    expect(destroyed).toHaveLength(3);
    expect(signed).toEqual(kept);
    expect(signed.protocol.keys.participation).not.toBeNull();
  });

  test("because the copy's disk is away destroys its own keys, says so, and the copy once it is back", async () => {
    const away = join(town.pikir.dataDir, "away");
    const config = { dataDir: town.pikir.dataDir, keysDir: town.keysDir, keyCopy: away, pool: 50 };
    await expect(town.close({ config })).rejects.toThrow(
      /away, which is out of reach: make it reachable and close tea-survey again/,
    );
    expect(keyFiles().filter(existsSync)).toEqual([]);
    expect((await town.close()).destroyed).toEqual([join(town.keyCopy, `${TEA}.urn.private`)]);
  });

  test("because the urn does not open keeps all keys and says which is wrong", async () => {
    await town.answers("Aliya");
    const right = readFileSync(keyFiles()[2] ?? "");
    writeFileSync(keyFiles()[2] ?? "", Buffer.alloc(32, 7));
    await expect(town.close()).rejects.toThrow(
      /put the right key back as mixer\/tea-survey\.urn\.private.*then close tea-survey again/,
    );
    expect(keyFiles().every(existsSync)).toBe(true);
    expect(await town.pikir.storage.urn.count(TEA)).toBe(1);
    writeFileSync(keyFiles()[2] ?? "", right);
    expect((await town.close()).signed.protocol.counts.released).toBe(1);
  });
});

describe("a closed survey", () => {
  test("shows its receipt for as long as it lives, and else that it is closed, to whoever comes", async () => {
    const late = town.pikir.visitor();
    await late.open(`/s/${TEA}?lang=en`);
    await late.fill();
    await late.fill({ identifier: identifierOf("Dana") });
    while (late.shown().address !== `/s/${TEA}/check`) await late.fill();
    const done = late.clone();
    const receipt = await done.fill();
    expect(codeOn(receipt.text)).toBeDefined();
    const other = town.pikir.visitor();
    await other.open(`/s/${TEA}?lang=en`);
    await other.fill();
    await other.fill({ identifier: identifierOf("Erlan") });
    await other.fill();
    await town.close();
    town.pikir.pass(-24 * 3600 + 60);
    // The second tab's send was kept by the first: its retry after the closing still gets the receipt.
    expect(codeOn((await late.fill()).text)).toBe(codeOn(receipt.text));
    expect((await done.open(`/s/${TEA}/receipt`)).status).toBe(200);
    for (const address of ["", "/consent", "/p/tea", "/check", "/receipt", "/stop"]) {
      const page = await other.open(`/s/${TEA}${address}`);
      expect([address, page.status, page.heading()]).toEqual([address, 403, "This survey is closed"]);
    }
    expect((await other.post(`/s/${TEA}/check`, { token: "" })).status).toBe(403);
    const aliya = town.pikir.visitor();
    expect((await aliya.open("/?lang=en")).text).not.toContain("Tea in Kazakhstan");
    expect(town.pikir.logged).toEqual([]);
  });

  test("still lets citizens withdraw, when the quarter has turned, without any key of its own", async () => {
    const [, code = ""] = await story();
    await town.close();
    await town.withdraws(code);
    await town.pikir.mix(50);
    // Closing it once more is no moment of its own.
    await town.close();
    expect(await town.pikir.responses()).toHaveLength(3);
    town.pikir.pass(92 * 24 * 3600);
    await town.pikir.mix(50);
    expect(await town.pikir.responses()).toHaveLength(2);
    expect(await town.pikir.storage.withdrawals.count(TEA)).toBe(3);
  });

  test("needs no key at the next start, and nobody makes it new ones", async () => {
    await story();
    await town.close();
    const { storage } = town.pikir;
    await requireKeys(storage, openServingKeys(town.keysDir, undefined));
    expect(await town.pikir.restartMixer()).toEqual([]);
    await town.pikir.restarted();
    const next = aDefinition({ minutes: 4 });
    const config = { keysDir: town.keysDir, keyCopy: undefined };
    await expect(publish(next, { storage, config, now: town.pikir.now() })).rejects.toThrow(
      "tea-survey was closed on 2024-09-20 and takes no more versions; publish it under another id.",
    );
    expect(existsSync(join(town.keysDir, TEA))).toBe(false);
    expect((await storage.surveys.all())[0]?.versions).toHaveLength(1);
  });
});
