/** A whole survey in real time on a running server and its mixer, with the attacker beside it. */

import { randomBytes, randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { openBrowser } from "../../scripts/simulation/browser.ts";
import { closeSurvey } from "../../server/closing.ts";
import { publish } from "../../server/publishing.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { aDefinition, smallDefinition } from "../support/definitions.ts";
import { startChild } from "./child.ts";
import { type Begun, collecting, type Loot } from "./collecting.ts";
import { type Engine, SQLITE } from "./engine.ts";
import { type Plan, planned, SPACING } from "./people.ts";
import { walk, withdraw } from "./walk.ts";

export interface RealSetting {
  /** SQLite unless given. */
  readonly engine?: Engine;
  readonly people: number;
  /** K. */
  readonly pool: number;
  readonly copies: number;
  /** In which all of them come. */
  readonly seconds: number;
}

/** By the sends and not by the clock: on a slow machine the copies would be over before anybody has sent. */
function atRandom(copies: number, people: number): ReadonlyMap<number, "live" | "backup"> {
  const moments = new Set<number>();
  while (moments.size < copies) moments.add(1 + randomInt(people - 1));
  return new Map([...moments].map((after, at) => [after, at % 6 === 5 ? "backup" : "live"] as const));
}

const ASK_LATE = 3;
/** The mixer looks every three seconds. */
const MIXER_LOOKED = 4000;

export async function serverUnderWatch({ engine = SQLITE, people, pool, copies, seconds }: RealSetting): Promise<Loot> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-attack-"));
  const keysDir = await mkdtemp(join(tmpdir(), "pikir-attack-keys-"));
  const storage = await engine.open(dataDir);
  const publishNow = async (definition: Definition) => {
    const given = { storage, config: { keysDir, keyCopy: undefined }, now: new Date() };
    return (await publish(definition, given)).version;
  };
  const first = smallDefinition();
  let newest = await publishNow(first);
  const child = await startChild({ dataDir, keysDir }, pool, engine.environment);
  const begun = new Map<Plan, Begun>();
  const begunBy = (plan: Plan) => begun.get(plan);
  const place = {
    engine,
    dataDir,
    keysDir,
    pool,
    survey: first.id,
    now: Date.now,
    log: child.log,
    mix: undefined,
    begunBy,
    copiesAfter: atRandom(copies, people),
  };
  const collector = collecting(place);
  const dispatcher = new Agent({ connections: 16 });
  // A hundred seconds of the plan's are some milliseconds here.
  const pace = (seconds * 1000) / (people * SPACING);
  const way = {
    line: { origin: child.origin, dispatcher, requests: 0 },
    survey: first.id,
    pause: (planned: number) => wait(planned * pace),
    began: (plan: Plan) => void begun.set(plan, { at: Date.now(), version: newest }),
    send: collector.send,
    withdraw: collector.withdraw,
  };
  const renew = async () => {
    await wait(seconds * 500);
    newest = await publishNow(aDefinition({ minutes: 4 }));
  };
  try {
    const random = { bytes: randomBytes, integer: randomInt };
    const plans = planned(people, random);
    const [codes] = await Promise.all([Promise.all(plans.map((plan) => walk(plan, way))), renew()]);
    await collector.copy("live");
    await closeSurvey(first.id, {
      storage,
      config: { dataDir, keysDir, keyCopy: undefined, pool },
      now: new Date(),
      random,
      software: "the attack",
      pause: wait,
    });
    await collector.copy("closed");
    for (const code of codes.filter((_, at) => plans[at]?.withdraws === undefined).slice(0, ASK_LATE)) {
      await collector.withdrawLate(() => withdraw(code, openBrowser(way.line, "kk")));
      await wait(MIXER_LOOKED);
      await collector.copy("closed");
    }
    await child.stop();
    await collector.copy("closed");
    return collector.loot();
  } finally {
    await dispatcher.destroy();
    await child.stop();
    await storage.close();
    await Promise.all([dataDir, keysDir].map((folder) => rm(folder, { recursive: true, force: true })));
  }
}
