/**
 * Batches of invitation codes. What is told of them is told by place: how many codes were given out there, and about how many
 * people who came from there agreed to take part. A place of few codes would be its people, so it has no word of its own, and
 * what is told is rounded and as of yesterday: whoever hands somebody a code and looks again sees nothing move.
 */

import type { Deed } from "./audit.ts";
import { DIRECT } from "./funnel.ts";
import type { Random } from "./world.ts";

export interface CodeBatch {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Where the invitations are given out, as the funnel counts it; null where it is not told apart. */
  readonly place: string | null;
  readonly count: number;
  /** `2024-10-05`, UTC. */
  readonly madeOn: string;
}

/** Codes of one place, all batches added up. */
export interface CodesOfPlace {
  readonly place: string | null;
  readonly batches: number;
  readonly made: number;
  readonly lastMadeOn: string;
  /** At least so many agreed until yesterday; null where that is not told. */
  readonly agreed: number | null;
}

/** With fewer codes than this a place is not told apart. */
export const FEWEST_OF_PLACE = 50;
/** Steps in which it is told how many agreed; fewer are not told, nor that nearly all did. */
const STEP = 10;

export function newBatch(place: string | null, count: number, madeOn: string, random: Random): CodeBatch {
  return { id: Buffer.from(random.bytes(8)).toString("hex"), place, count, madeOn };
}

/** Whether a place may be told apart once `count` more codes are made for it. */
export function isLargeEnough(batches: readonly CodeBatch[], place: string, count: number): boolean {
  return madeFor(batches, place) + count >= FEWEST_OF_PLACE;
}

/**
 * How many codes the people behind a place's counts can have come with, at most: those of its batches. To `direct` and `other` anybody
 * may come, whatever their letter says. `all`: codes of the survey.
 */
export function codesBehind({ batches, all }: CodesMade, place: string): number {
  return place === DIRECT || place === "other" ? all : madeFor(batches, place);
}

export interface CodesMade {
  readonly batches: readonly CodeBatch[];
  readonly all: number;
}

/** So many of a survey's codes one person may make alone, or a tenth of those there are: the command line makes more. */
export const MOST_ALONE = 200;

/** How many more of a survey somebody may make who has made so many. `all`: codes of the survey. */
export function leftAlone(made: number, all: number): number {
  return Math.max(0, Math.max(MOST_ALONE, Math.floor(all / 10)) - made);
}

/** What the audit log says of a making; `madeAlone` reads it. */
export function makingNote(survey: string, count: number, place: string | null): string {
  return `${survey}: ${count}${place === null ? "" : `, ${place}`}`;
}

/** How many codes of a survey somebody has made, by the audit log. */
export function madeAlone(deeds: readonly Pick<Deed, "who" | "act" | "about">[], survey: string, who: string): number {
  const own = deeds.filter((deed) => deed.act === "codes-made" && deed.who === who);
  return own.reduce((total, { about }) => {
    const [of, count = ""] = about.split(": ");
    return of === survey ? total + Number.parseInt(count, 10) : total;
  }, 0);
}

/** In the order of the places' names, the codes of none first. `agreed`: how many who came from a place did until yesterday. */
export function codesByPlace(
  batches: readonly CodeBatch[],
  agreed: (place: string) => number,
): readonly CodesOfPlace[] {
  const places = [...new Set(batches.map(({ place }) => place))].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
  return places.map((place) => {
    const own = batches.filter((batch) => batch.place === place);
    const made = madeFor(batches, place);
    const days = own.map(({ madeOn }) => madeOn).sort();
    return {
      place,
      batches: own.length,
      made,
      lastMadeOn: days.at(-1) ?? "",
      agreed: place === null ? null : toldOfCodes(agreed(place), made),
    };
  });
}

/** Rounded down to steps, and never so many that those who did not come would be few; null where nothing is told. */
export function toldOfCodes(count: number, made: number): number | null {
  if (made < FEWEST_OF_PLACE) return null;
  const most = Math.min(count, made - STEP);
  return most < STEP ? null : Math.floor(most / STEP) * STEP;
}

function madeFor(batches: readonly CodeBatch[], place: string | null): number {
  return sum(batches.filter((batch) => batch.place === place));
}

function sum(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((total, { count }) => total + count, 0);
}
