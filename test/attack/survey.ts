/** A whole survey in simulated time with the attacker beside it. */
import { Client } from "undici";
import { openBrowser } from "../../scripts/simulation/browser.ts";
import { closeSurvey } from "../../server/closing.ts";
import { quarterOf } from "../../server/records/month.ts";
import type { Random } from "../../server/records/world.ts";
import { versionOf } from "../../server/survey/version.ts";
import { aDefinition, smallDefinition } from "../support/definitions.ts";
import { type Begun, type Collector, collecting, type Loot } from "./collecting.ts";
import { type Engine, SQLITE } from "./engine.ts";
import { type Plan, planned } from "./people.ts";
import { type Running, type Spoil, startRunning } from "./running.ts";
import { seededRandom } from "./seeded-random.ts";
import { type SimulatedTime, simulatedTime } from "./simulated-time.ts";
import { type Way, walk, withdraw } from "./walk.ts";

export interface Setting {
  /** SQLite unless given. */
  readonly engine?: Engine | undefined;
  readonly people: number;
  /** K. */
  readonly pool: number;
  /** Copies and backups, about so many of each five to one. */
  readonly copies: number;
  readonly spoil?: Spoil | undefined;
  /** K of the mixer, where it is not what it should be. */
  readonly mixedBy?: number | undefined;
  /** The same of the server that counts. */
  readonly countedBy?: number | undefined;
}

/** The month turns a third of the way. */
const BEGINS = (people: number) => Date.parse("2024-10-01T00:00:00Z") - people * 33_000;
const FLUSH_EVERY = 5000;
const TIDY_EVERY = 30 * 60_000;

export async function surveyUnderWatch(setting: Setting): Promise<Loot> {
  const { engine = SQLITE, people, pool, copies, spoil, mixedBy = pool, countedBy = mixedBy } = setting;
  const random = seededRandom("the people of the attack");
  const time = simulatedTime(BEGINS(people));
  const first = smallDefinition();
  const second = aDefinition({ minutes: 4 });
  const running = await startRunning({
    engine,
    definition: first,
    pool: mixedBy,
    countedBy,
    now: time.now,
    random: seededRandom("the server"),
    spoil,
  });
  let newest = versionOf(first);
  const begun = new Map<Plan, Begun>();
  const place = { ...running, engine, pool, survey: first.id, now: time.now, begunBy: (plan: Plan) => begun.get(plan) };
  const collector = collecting(place);
  const client = new Client(running.origin);
  const way: Way = {
    line: { origin: running.origin, dispatcher: client, requests: 0 },
    survey: first.id,
    pause: time.pause,
    began: (plan) => void begun.set(plan, { at: time.now(), version: newest }),
    send: collector.send,
    withdraw: collector.withdraw,
  };
  const renew = async () => {
    await time.pause(people * 50);
    await running.publish(second);
    newest = versionOf(second);
  };
  const plans = planned(people, random);
  const chanceOf = (wanted: number) => random.integer(people * 6) < wanted;
  const watch = watching(running, collector, { ...place, chanceOf, copies });
  try {
    const codes = new Map<Plan, string>();
    const live = (plan: Plan) => async () => void codes.set(plan, await walk(plan, way));
    await time.run([...plans.map(live), renew], watch);
    await running.flush();
    await collector.copy("live");
    await closing(running, collector, place, random);
    const staying = plans.filter(({ withdraws }) => withdraws === undefined).slice(0, ASK_LATE);
    const late = staying.map((plan) => codes.get(plan) ?? "");
    await time.run([() => askingLate(late, way, collector, time)], async () => undefined);
    return collector.loot();
  } finally {
    await client.destroy();
    await running.stop();
  }
}

interface Watched {
  readonly now: () => number;
  readonly pool: number;
  readonly survey: string;
}

interface Watch extends Watched {
  readonly copies: number;
  /** True about so many times in the whole survey. */
  readonly chanceOf: (wanted: number) => boolean;
}

/** What happens between people's turns, at random moments: the mixer, the counters, the housekeeping, and copies. */
function watching(running: Running, collector: Collector, { now, pool, survey, chanceOf, copies }: Watch) {
  let flushed = now();
  let tidied = now();
  return async () => {
    if (chanceOf(copies)) await collector.copy("live");
    if (chanceOf(copies / 5)) await collector.copy("backup");
    if (chanceOf(copies * 20)) await collector.mix((await running.storage.urn.count(survey)) >= 2 * pool);
    if (now() - flushed > FLUSH_EVERY) {
      flushed = now();
      await running.flush();
    }
    if (now() - tidied > TIDY_EVERY) {
      tidied = now();
      await running.tidy();
    }
  };
}

const ASK_LATE = 4;
const DAY = 24 * 3600;

/** Some ask for withdrawal weeks after the close, days apart, with copies around each; then the quarter of the year turns. */
async function askingLate(
  codes: readonly string[],
  { line, pause }: Way,
  collector: Collector,
  time: SimulatedTime,
): Promise<void> {
  const look = async () => {
    await collector.mix(false);
    await collector.copy("closed");
  };
  for (const code of codes) {
    await pause(3 * DAY);
    await collector.withdrawLate(() => withdraw(code, openBrowser(line, "kk")));
    await look();
  }
  const asked = quarterOf(new Date(time.now()));
  while (quarterOf(new Date(time.now())) === asked) await pause(DAY);
  await look();
}

/** The real closing. Nobody is under way any more, so it need not wait for other servers to notice. */
async function closing(
  running: Running,
  collector: Collector,
  { survey, pool, now }: Watched,
  random: Random,
): Promise<void> {
  await closeSurvey(survey, {
    storage: running.storage,
    config: { dataDir: running.dataDir, keysDir: running.keysDir, keyCopy: undefined, pool },
    now: new Date(now()),
    random,
    software: "the attack",
    pause: async () => undefined,
  });
  await collector.copy("closed");
}
