/** What walkers bring along besides their answers: an address, a device, and what becomes of the challenge. */
import type { Chance } from "./chance.ts";

/** What comes along with a walk. Without it: no address, no JavaScript, nothing filled in but what is asked. */
export interface Equipment {
  readonly address: string;
  /** What happens to the challenge: never looked at, solved, or one solution sent again and again. */
  readonly challenge: "none" | "solved" | "replayed";
  /** Names the device; undefined: nothing that could. */
  readonly device: string | undefined;
  /** Fills in whatever has a name, seen or not. */
  readonly fillsAll: boolean;
}

/** One in twenty has no JavaScript, or presses before it is done. */
const WITHOUT_SCRIPTS = 0.05;
/** Three in five come over a mobile operator's few addresses. */
const MOBILE = 0.6;
const MOBILE_ADDRESSES = 40;

/** What an honest citizen's phone brings along: an assumption, said in the README. */
export function honestEquipment(chance: Chance): Equipment {
  const scripts = chance.fraction() >= WITHOUT_SCRIPTS;
  const address =
    chance.fraction() < MOBILE
      ? `203.0.113.${chance.integer(MOBILE_ADDRESSES)}`
      : `100.${64 + chance.integer(64)}.${chance.integer(256)}.${chance.integer(256)}`;
  const device = scripts ? `phone ${phone(chance)}` : undefined;
  return { address, challenge: scripts ? "solved" : "none", device, fillsAll: false };
}

const PHONES = 3000;
const FLATNESS = 20;

/**
 * Which of 3,000 signals: their shares fall as one over their rank and twenty, so that the commonest is one in a hundred, as
 * the commonest model with the commonest system and language may be.
 */
function phone(chance: Chance): number {
  const most = Math.log((PHONES + FLATNESS) / FLATNESS);
  return Math.floor(FLATNESS * (Math.exp(chance.fraction() * most) - 1));
}
