/** A whole run: the copy of the survey, the cast, the walks, the mixing, and what came of it. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Config } from "../../server/config.ts";
import { openMixerKeys, openServingKeys } from "../../server/keys.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { BOT_KINDS, botsOf } from "./bots.ts";
import { type Chance, seededChance } from "./chance.ts";
import { castOf } from "./citizens.ts";
import { honestEquipment } from "./equipment.ts";
import { startMixing } from "./mixing.ts";
import { type Entrance, walkOwnApp } from "./own-app.ts";
import { arrivalsFromNow, arrivalsInFieldTime, arrivalsOfBots, fullDays } from "./pace.ts";
import type { Profile } from "./profile.ts";
import { walkServer } from "./running-server.ts";
import { simulatedCopy } from "./simulated-survey.ts";
import type { Tally } from "./tally.ts";
import { walkInThreads } from "./threads.ts";
import type { Watch } from "./time.ts";

export interface Order {
  readonly survey: string;
  /** How many are to complete, bots not counted. */
  readonly citizens: number;
  readonly seed: number;
  readonly profile: Profile;
  /** So many bots of each kind come, too, and how many of each are flagged is told. In one thread, with an app of our own. */
  readonly bots?: number | undefined;
  /** Walk this server; without it an app of our own. */
  readonly url: URL | undefined;
  /** For an app of our own: how many threads; 0 is this one. */
  readonly threads: number;
}

export interface Outcome {
  /** The simulated survey's id. */
  readonly survey: string;
  readonly tally: Tally;
  /** How many walks there were to be. */
  readonly expected: number;
  /** Sent responses that the mixer could not release. */
  readonly unreleased: number;
  readonly seconds: number;
}

export interface Place {
  readonly config: Pick<Config, "keysDir" | "keyCopy" | "secret" | "publicUrl" | "trustProxy" | "pool" | "queue">;
  readonly storage: Storage;
  /** The folder that holds `views/` and `static/`. */
  readonly root: string;
}

/** Runs a simulation. Throws `NotPossible` where the survey cannot be simulated. `cast`: told how many will walk. */
export async function simulate(
  order: Order,
  place: Place,
  watch: Watch,
  cast: (size: number) => void,
): Promise<Outcome> {
  const { storage, config } = place;
  const copy = await simulatedCopy(order.survey, storage, config, new Date());
  const entrances = await entrancesOf(order, copy, storage);
  cast(entrances.length);
  const began = Date.now();
  const { tally, unreleased } = await (order.url ? onServer(order.url) : onOwnApp());
  const seconds = (Date.now() - began) / 1000;
  return { survey: copy.id, tally, expected: entrances.length, unreleased, seconds };

  async function onServer(url: URL) {
    const keys = openServingKeys(config.keysDir, config.secret);
    return { tally: await walkServer(entrances, copy.id, url, keys, watch), unreleased: 0 };
  }

  async function onOwnApp() {
    const random = { bytes: randomBytes, integer: randomInt };
    const mixing = startMixing(copy.id, storage, openMixerKeys(config.keysDir), random);
    const keys = openServingKeys(config.keysDir, config.secret);
    const watched = order.bots ? { mixerKeys: openMixerKeys(config.keysDir) } : {};
    const stage = { config, storage, keys, root: place.root, survey: copy.id, ...watched };
    try {
      const walked =
        order.threads > 0 && !order.bots
          ? walkInThreads(entrances, copy.id, order.threads, watch)
          : walkOwnApp(entrances, stage, watch);
      return { tally: await walked, unreleased: await mixing.finish() };
    } catch (error) {
      await mixing.finish();
      throw error;
    }
  }
}

async function entrancesOf(
  order: Order,
  copy: Parameters<typeof castOf>[0],
  storage: Storage,
): Promise<readonly Entrance[]> {
  const chance = seededChance(`${order.seed}, run ${await runsSoFar(copy.id, storage)}`);
  // Who they are is no part of what a seed repeats: two runs at once must not send the same people.
  if (order.bots) return withBots(order, order.bots, copy, chance);
  const cast = castOf(copy, order.citizens, order.profile, randomUUID(), chance);
  const arrivals = order.url ? arrivalsFromNow(cast.length, chance) : arrivalsInFieldTime(cast.length, chance);
  return cast.map((citizen, at) => ({ at: arrivals[at] ?? 0, citizen }));
}

/** The citizens with what their phones bring along, on days as full as the study's, and among them the bots. */
function withBots({ citizens, profile }: Order, each: number, copy: Parameters<typeof castOf>[0], chance: Chance) {
  const days = fullDays(citizens);
  const cast = castOf(copy, citizens, { ...profile, bots: 0 }, randomUUID(), chance);
  const times = arrivalsInFieldTime(cast.length, chance, days);
  const honest = cast.map((citizen, at) => ({
    at: times[at] ?? 0,
    citizen: { ...citizen, equipment: honestEquipment(chance) },
  }));
  const bots = botsOf(copy, each, profile, randomUUID(), chance).flatMap((kind, of) => {
    const begins = arrivalsOfBots(kind.length, BOT_KINDS[of]?.hours ?? 1, days, chance);
    return kind.map((citizen, at) => ({ at: begins[at] ?? 0, citizen }));
  });
  return [...honest, ...bots].sort((one, other) => one.at - other.at);
}

/** A number that every run adds to, even one that was stopped: so that the same seed brings other answers the next time. */
async function runsSoFar(survey: string, storage: Storage): Promise<number> {
  const counted = await storage.counters.of(survey);
  return counted.reduce((sum, { count }) => sum + count, await storage.participations.count(survey));
}
