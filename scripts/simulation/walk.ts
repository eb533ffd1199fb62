/**
 * A citizen's walk, page by page, on what the server shows. It is told as a sequence of pauses: each `yield` is how many
 * seconds pass before the next press, and whoever runs it decides which clock they pass on.
 */
import { type Browser, type Shown, Unexpected } from "./browser.ts";
import type { Citizen, Fate } from "./citizens.ts";
import { stepForm } from "./form.ts";
import { type Loot, onConsent, onQuestions } from "./page-scripts.ts";

export type Walk = AsyncGenerator<number, Fate, void>;

export interface Way {
  /** The simulated survey's id. */
  readonly survey: string;
  /** A pass into it that is good now. */
  pass(): string;
  readonly loot: Loot;
}

export async function* walk(citizen: Citizen, browser: Browser, way: Way): Walk {
  const at = `/s/${way.survey}`;
  const { fate, language, place } = citizen;
  await browser.tell(`/invite/${way.survey}/shown?place=${place}&lang=${language}`);
  if (fate === "banner") return fate;
  yield citizen.pauses[0];
  const start = await browser.open(`${at}?from=${place}&lang=${language}&pass=${way.pass()}`);
  if (fate === "start") return fate;
  yield citizen.pauses[1];
  const signIn = on("/sign-in", await browser.fill(start));
  if (fate === "sign-in") return fate;
  yield citizen.pauses[2];
  const consent = on(`${at}/consent`, await browser.fill(signIn, { identifier: [citizen.identifier] }));
  if (fate === "consent") return fate;
  yield citizen.pauses[3];
  if (fate !== "declined") {
    const scripted = await onConsent(consent, citizen.equipment, way.loot);
    return yield* answering(citizen, browser, at, await browser.fill(consent, {}, undefined, scripted));
  }
  on(`${at}/declined`, await browser.fill(consent, {}, "go=decline"));
  return fate;
}

/** From the first page of questions to the receipt, or to where the citizen has had enough. */
async function* answering(citizen: Citizen, browser: Browser, at: string, first: Shown): Walk {
  let left = citizen.seconds;
  let shown = first;
  while (shown.path.startsWith(`${at}/p/`)) {
    const page = shown.path.slice(`${at}/p/`.length);
    const seconds = citizen.seconds * (citizen.spent[page] ?? 0);
    if (isWhereToLeave(citizen, page)) return yield* leaving(citizen, browser, at, shown, seconds);
    yield seconds;
    left -= seconds;
    shown = await browser.fill(
      shown,
      answersOf(citizen),
      wayPast(citizen, shown),
      onQuestions(shown, citizen.equipment),
    );
  }
  const check = on(`${at}/check`, shown);
  if (citizen.fate !== "completed") return yield* leaving(citizen, browser, at, check, left);
  // Whatever pages were not on this citizen's way, the time from the first page to sending is theirs.
  yield left;
  on(`${at}/receipt`, await browser.fill(check));
  return "completed";
}

/** Who fills in whatever has a name fills in what nobody sees, too. */
function answersOf({ answers, equipment }: Citizen): Citizen["answers"] {
  return equipment?.fillsAll ? { ...answers, other_remarks: ["Good service"] } : answers;
}

function isWhereToLeave(citizen: Citizen, page: string): boolean {
  return citizen.fate !== "completed" && citizen.leavesAt === page;
}

async function* leaving(citizen: Citizen, browser: Browser, at: string, shown: Shown, seconds: number): Walk {
  if (citizen.fate !== "deleted") return "left";
  yield seconds;
  const asked = on(`${at}/stop`, await browser.fill(shown, {}, "go=stop"));
  yield 3;
  on(`${at}/stopped`, await browser.fill(asked));
  return "deleted";
}

/** The button past an optional page, for who has nothing to answer on it; none where there is none. */
function wayPast(citizen: Citizen, shown: Shown): string | undefined {
  const form = stepForm(shown.html);
  const answers = form?.controls.some(({ name }) => (citizen.answers[name] ?? []).length > 0);
  return !answers && form?.buttons.includes("go=skip") ? "go=skip" : undefined;
}

function on(path: string, shown: Shown): Shown {
  if (shown.path !== path) throw new Unexpected(`came to ${shown.path} instead of ${path}`);
  return shown;
}
