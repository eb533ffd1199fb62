/**
 * What came today: how many agreed from one network, how often one device signal came. Nothing of it is written down. It is
 * known by HMACs under a random key that lives in one process until midnight (UTC) and is told to nobody; the workers of
 * an instance count together (`counted-together.ts`), each instance counts for itself.
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
}

const HOUR = 3_600_000;
/** Of each sort. Beyond it nothing more is remembered, and so nobody more is doubted. */
const MOST = 200_000;

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
  };
}
