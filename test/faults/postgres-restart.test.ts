import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sending } from "../../server/records/sending.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { batch, listOf, publish, released, sending } from "../storage/given.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";

const CITIZENS = 4000;
const AT_ONCE = 20;

interface Told {
  kept: number;
  /** Kept, though the first answer was lost with its connection. */
  again: number;
  unavailable: number;
}

describe.skipIf(installedPostgres() === undefined)("PostgreSQL, restarted twice under load", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  test(`has each of ${CITIZENS} submissions once`, async () => {
    const url = await postgres.database();
    const [server, mixer] = [await openPostgres({ url, part: "serving" }), await openPostgres({ url, part: "mixing" })];
    const survey = await publish(server);
    const citizens = Array.from({ length: CITIZENS }, () => sending(survey));
    const told: Told = { kept: 0, again: 0, unavailable: 0 };
    const done = () => told.kept + told.again;

    const sent = sendAll(server, citizens, told);
    const mixed = mixUntil(mixer, survey, () => done() === CITIZENS);
    for (const [how, after] of [
      ["fast", CITIZENS / 3],
      ["immediate", (CITIZENS * 2) / 3],
    ] as const) {
      while (done() < after) await setTimeout(5);
      await postgres.restart(how);
    }
    await sent;
    const batches = await mixed;

    const [waiting, responses] = [await mixer.urn.count(survey), await listOf(mixer.responses.rows(survey))];
    console.log(
      `${told.kept} kept and ${told.again} kept unheard of ${CITIZENS}; ${told.unavailable} answers were 503;`,
      `${responses.length} released in ${batches} batches, ${waiting} wait`,
    );
    expect(done()).toBe(CITIZENS);
    expect(told.unavailable).toBeGreaterThan(0);
    expect(batches).toBeGreaterThan(3);
    expect(await server.participations.count(survey)).toBe(CITIZENS);
    for (const { participation } of citizens) expect(await server.participations.has(survey, participation)).toBe(true);
    expect(waiting + responses.length).toBe(CITIZENS);
    await Promise.all([server.close(), mixer.close()]);
  });
});

async function sendAll(server: Storage, citizens: readonly Sending[], told: Told): Promise<void> {
  const waiting = [...citizens];
  const one = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const outcome = await sendPatiently(server, next, told);
      expect(["kept", "again"]).toContain(outcome);
      told[outcome === "kept" ? "kept" : "again"] += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** As a citizen does who reads the page of a 503 and tries again. */
async function sendPatiently(server: Storage, mine: Sending, told: Told): Promise<string> {
  for (;;) {
    const outcome = await server.participations.send(mine).catch((error: unknown) => error);
    if (typeof outcome === "string") return outcome;
    expect(outcome).toMatchObject({ fault: { kind: "unavailable" } });
    told.unavailable += 1;
    await setTimeout(50);
  }
}

/** Resolves to how many batches were released. One whose answer was lost may have been committed: it is looked for anew. */
async function mixUntil(mixer: Storage, survey: string, isOver: () => boolean): Promise<number> {
  let batches = 0;
  while (!isOver()) {
    await setTimeout(100);
    try {
      const keys = (await mixer.urn.keys(survey)).slice(0, 100);
      if (keys.length < 100) continue;
      const rows = keys.map(() => released());
      await mixer.urn.release(batch(survey, keys, rows));
      batches += 1;
    } catch (error) {
      expect(error).toMatchObject({ fault: { kind: "unavailable" } });
    }
  }
  return batches;
}
