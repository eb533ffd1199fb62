/**
 * What came today: how many agreed from one network, how often one device signal came. Nothing of it is written down. It is
 * known by HMACs under a random key that lives in this process until midnight (UTC) and is told to nobody; each instance
 * counts for itself.
 */
import { createHmac } from "node:crypto";
import { dayOf } from "../records/month.ts";
import type { Random } from "../records/world.ts";

export interface Today {
  /** Counts `weight` more for a survey and a network within the hour; resolves to the sum. */
  fromNetwork(survey: string, network: string, weight: number, now: Date): number;
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

  const nameOf = (now: Date, ...parts: readonly string[]) => {
    if (dayOf(now) !== day) {
      day = dayOf(now);
      key = random.bytes(32);
      networks.clear();
    }
    return createHmac("sha256", key).update(parts.join("\n")).digest("base64url");
  };

  return {
    fromNetwork: (survey, network, weight, now) => {
      const name = nameOf(now, "network", survey, network);
      const open = networks.get(name);
      if (!open && networks.size >= MOST) return 0;
      const since = open && now.getTime() - open.since < HOUR ? open.since : now.getTime();
      const count = (open?.since === since ? open.count : 0) + weight;
      networks.set(name, { since, count });
      return count;
    },
  };
}
