/**
 * Five kinds of bots, and honest citizens with what their phones bring along: to measure how many of each are flagged, and
 * by what. They are told apart by this program, which deals them; the server sees nothing but what they do.
 */
import type { Definition } from "../../server/survey/definition.ts";
import { senselessAnswers } from "./answers.ts";
import type { Chance } from "./chance.ts";
import { type Citizen, identifiersOf, languagesOf, spentOn } from "./citizens.ts";
import type { Equipment } from "./equipment.ts";
import type { Profile } from "./profile.ts";

export interface BotKind {
  readonly name: string;
  /** What it does, for the screen. */
  readonly does: string;
  /** From the first page to the send: seconds. */
  readonly least: number;
  readonly most: number;
  /** All of them come within so many hours. */
  readonly hours: number;
  /** Seconds before pressing on, ahead of the questions. */
  readonly pause: number;
  equipment(at: number): Equipment;
}

const PROXIES = 15;

export const BOT_KINDS: readonly BotKind[] = [
  {
    name: "fast script",
    does: "posts what it knows is asked, from one address, as fast as it can",
    ...{ least: 2, most: 20, hours: 0.5, pause: 0.5 },
    equipment: () => ({ address: "198.51.100.7", challenge: "none", device: undefined, fillsAll: false }),
  },
  {
    name: "patient script",
    does: "takes a person's time, reads forms and fills in whatever has a name",
    ...{ least: 120, most: 480, hours: 48, pause: 12 },
    equipment: (at) => ({
      address: `198.51.100.${20 + (at % PROXIES)}`,
      challenge: "none",
      device: undefined,
      fillsAll: true,
    }),
  },
  {
    name: "replayer",
    does: "takes a person's time, has the challenge solved once and sends that solution each time",
    ...{ least: 120, most: 480, hours: 0.9, pause: 12 },
    equipment: (at) => ({
      address: `198.51.100.${60 + (at % PROXIES)}`,
      challenge: "replayed",
      device: undefined,
      fillsAll: false,
    }),
  },
  {
    name: "farm",
    does: "people who answer in others' names, by hand, on one device",
    ...{ least: 75, most: 240, hours: 8, pause: 6 },
    equipment: () => ({ address: "198.51.100.99", challenge: "solved", device: "the farm's", fillsAll: false }),
  },
  {
    name: "headless browser",
    does: "runs scripts, solves the challenge, sees what a person sees, behind many addresses; every copy is the same",
    ...{ least: 25, most: 90, hours: 12, pause: 4 },
    equipment: (at) => ({ address: `192.0.2.${at % 250}`, challenge: "solved", device: "headless", fillsAll: false }),
  },
];

/** So many bots of each kind, kind after kind. `run`: other words, other people. */
export function botsOf(
  definition: Definition,
  each: number,
  profile: Profile,
  run: string,
  chance: Chance,
): readonly (readonly Citizen[])[] {
  const identifiers = identifiersOf(`bots ${run}`, each * BOT_KINDS.length);
  const languages = languagesOf(definition, 0, identifiers.length, profile, chance);
  return BOT_KINDS.map((kind, of) =>
    Array.from({ length: each }, (_none, at) => {
      const number = of * each + at;
      const spent = spentOn(definition.pages, chance);
      const [identifier = "", language = ""] = [identifiers[number], languages[number]];
      const common = { identifier, language, place: chance.pick(profile.places), leavesAt: "", spent };
      return botOf(kind, at, common, definition, chance);
    }),
  );
}

function botOf(
  kind: BotKind,
  at: number,
  common: Pick<Citizen, "identifier" | "language" | "place" | "leavesAt" | "spent">,
  definition: Definition,
  chance: Chance,
): Citizen {
  const { pause } = kind;
  const seconds = kind.least + chance.fraction() * (kind.most - kind.least);
  const answers = senselessAnswers(definition, chance);
  const rest = { fate: "completed", bot: true, pauses: [pause, pause, pause, pause] } as const;
  return { ...common, ...rest, answers, seconds, kind: kind.name, equipment: kind.equipment(at) };
}
