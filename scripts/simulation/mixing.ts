/** The mixer for a run with an app of its own: the simulated survey's urn is emptied now and then, and at the end. */
import { setTimeout as pause } from "node:timers/promises";
import type { MixerKeys } from "../../server/keys.ts";
import type { Random } from "../../server/records/world.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { mix, openMixer } from "../../server/urn/mixer.ts";

export interface Mixing {
  /** Releases what is left; resolves to how many could not be. */
  finish(): Promise<number>;
}

const EVERY = 2000;
const ATTEMPTS = 50;

/** Other surveys' urns, and whatever withdrawals wait, are left to the server's own mixer: nobody simulated withdraws. */
export function startMixing(survey: string, storage: Storage, keys: MixerKeys, random: Random): Mixing {
  const all = async () => (await storage.surveys.all()).filter((each) => each.id === survey);
  const withdrawals = { ...storage.withdrawals, pending: async () => [], forget: async () => undefined };
  const journal = { marks: () => new Set<string>(), add: () => undefined };
  const own = { urn: storage.urn, surveys: { all }, withdrawals };
  const mixer = openMixer({ storage: own, keys, pool: 1, random, clock: () => new Date(), journal });
  // A server that is running may take the same batch; one of the two is refused, and tries again.
  const once = () => mix(mixer).catch(() => 0);
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = turn.then(once);
  }, EVERY);
  return {
    finish: async () => {
      clearInterval(timer);
      await turn;
      for (let attempt = 0; attempt < ATTEMPTS && (await storage.urn.count(survey)) > 0; attempt += 1) {
        if ((await once()) === 0) await pause(100);
      }
      return storage.urn.count(survey);
    },
  };
}
