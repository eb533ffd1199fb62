/**
 * What came today: how many agreed from one network, how often one device signal came; and lately: how often
 * somebody wanted in, which places inside have been left. Nothing of it is written down. It is known by HMACs under a random key
 * that lives in one process until midnight (UTC) and is told to nobody; the workers of an instance count together
 * (`counted-together.ts`), each instance counts for itself.
 */
import { createHmac } from "node:crypto";
import { dayOf } from "../records/month.ts";
import type { Person } from "../records/person.ts";
import type { Random } from "../records/world.ts";

export interface Today {
  /** Counts `weight` more for a survey and a network within the hour; resolves to the sum. */
  fromNetwork(survey: string, network: string, weight: number, now: Date): Promise<number>;
  /**
   * Counts one more for a survey and a device signal, unless this person came with it today before: `times` this signal,
   * `all` signals of the day together, this one included. No person can be read out of it, nor which device was whose:
   * that somebody came with something is one HMAC of both.
   */
  fromDevice(
    survey: string,
    mark: string,
    person: Person,
    now: Date,
  ): Promise<{ readonly times: number; readonly all: number }>;
  /** Counts that this person takes a place in line, or one inside, once more; resolves to how often lately. */
  wantsIn(person: Person, now: Date): Promise<number>;
  /** Whether somebody leaves a place inside for the first time. `place`: the random bytes that name it. */
  leaves(place: string, now: Date): Promise<boolean>;
}

const HOUR = 3_600_000;
/** Of each sort. Beyond it nothing more is remembered, and so nobody more is doubted. */
const MOST = 200_000;
const HALF_AN_HOUR = HOUR / 2;
/** The same of what is remembered for half an hour. */
const MOST_LATELY = 500_000;
/** Of a name's signs, where there are many names: 96 bits. */
const SHORT = 16;

interface Window {
  readonly since: number;
  readonly count: number;
}

export function openToday(random: Random): Today {
  let day = "";
  let key = random.bytes(32);
  const networks = new Map<string, Window>();
  const devices = new Map<string, number>();
  const alls = new Map<string, number>();
  const own = new Set<string>();
  const lately = countingLately();

  const nameOf = (now: Date, ...parts: readonly string[]) => {
    if (dayOf(now) !== day) {
      day = dayOf(now);
      key = random.bytes(32);
      for (const known of [networks, devices, alls, own]) known.clear();
    }
    return createHmac("sha256", key).update(parts.join("\n")).digest("base64url");
  };

  return {
    fromNetwork: async (survey, network, weight, now) => {
      const name = nameOf(now, "network", survey, network);
      const open = networks.get(name);
      if (!open && networks.size >= MOST) return 0;
      const since = open && now.getTime() - open.since < HOUR ? open.since : now.getTime();
      const count = (open?.since === since ? open.count : 0) + weight;
      networks.set(name, { since, count });
      return count;
    },
    fromDevice: async (survey, mark, { issuer, subject }, now) => {
      const name = nameOf(now, "device", survey, mark);
      const mine = nameOf(now, "own device", survey, mark, issuer, subject);
      const [before, all] = [devices.get(name) ?? 0, alls.get(survey) ?? 0];
      if (own.has(mine) || own.size >= MOST) return { times: 0, all };
      own.add(mine);
      devices.set(name, before + 1);
      alls.set(survey, all + 1);
      return { times: before + 1, all: all + 1 };
    },
    wantsIn: async ({ issuer, subject }, now) =>
      lately(nameOf(now, "wants in", issuer, subject).slice(0, SHORT), now.getTime()),
    leaves: async (place, now) => lately(nameOf(now, "leaves", place).slice(0, SHORT), now.getTime()) === 1,
  };
}

/** How often a name has come in the last half hour at least and the last hour at most, this time included. */
function countingLately() {
  let since = 0;
  let newer = new Map<string, number>();
  let older = new Map<string, number>();
  return (name: string, now: number): number => {
    const half = Math.floor(now / HALF_AN_HOUR);
    if (half !== since) {
      older = half === since + 1 ? newer : new Map();
      newer = new Map();
      since = half;
    }
    const before = newer.get(name) ?? 0;
    if (before > 0 || newer.size < MOST_LATELY) newer.set(name, before + 1);
    return before + (older.get(name) ?? 0) + 1;
  };
}
