/** Every page of a journey on the scales: once on the way, and opened by itself with nothing in the cache. */
import type { Browser } from "playwright-core";
import { besides, journey, type Stop } from "./journey.ts";
import { type Line, openScales, type Scales, type Weight } from "./scales.ts";

export interface Weighed {
  readonly name: string;
  /** With nothing in the cache; of several openings the one with the median first paint. */
  readonly cold: Weight;
  /** Come to from the page before; undefined for pages beside the way. */
  readonly onTheWay?: Weight;
}

export interface Weighing {
  readonly origin: string;
  readonly survey: string;
  readonly language: string;
  /** The survey's pages of questions. */
  readonly pages: readonly string[];
  readonly line: Line | undefined;
  /** How often each page is opened with nothing in the cache. */
  readonly rounds: number;
  readonly progress: (done: number, total: number) => void;
}

export interface Outcome {
  readonly pages: readonly Weighed[];
  /** A whole journey, begun with nothing in the cache: from the list of surveys to the receipt. */
  readonly journey: { readonly bytes: number; readonly requests: number };
}

export async function weighPages(browser: Browser, weighing: Weighing): Promise<Outcome> {
  const { origin, survey, language, pages } = weighing;
  const way = journey(origin, survey, language, pages);
  const total = 2 * way.length + besides(origin).length;
  let done = 0;
  const each = async <T>(stops: readonly Stop[], weigh: (scales: Scales, stop: Stop) => Promise<T>): Promise<T[]> => {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: language });
    const scales = await openScales(context, weighing.line);
    const weighed: T[] = [];
    for (const stop of stops) {
      weighed.push(await weigh(scales, stop));
      done += 1;
      weighing.progress(done, total);
    }
    await context.close();
    return weighed;
  };
  const walked = await each(way, (scales, stop) => scales.weigh(() => stop.reach(scales.page)));
  const opened = await each([...way, ...besides(origin)], async (scales, { name, reach }) => {
    await reach(scales.page);
    return { name, cold: await coldOf(scales, weighing.rounds) };
  });
  const sum = (of: (weight: Weight) => number) => walked.reduce((so, weight) => so + of(weight), 0);
  return {
    pages: opened.map((page, at) => ({ ...page, ...(walked[at] ? { onTheWay: walked[at] } : {}) })),
    journey: { bytes: sum(({ bytes }) => bytes), requests: sum(({ requests }) => requests) },
  };
}

async function coldOf(scales: Scales, rounds: number): Promise<Weight> {
  const first = await scales.weighCold();
  const weights = [first];
  for (let round = 1; round < rounds; round += 1) weights.push(await scales.weighCold());
  weights.sort((one, other) => one.firstPaint - other.firstPaint);
  return weights[Math.floor(weights.length / 2)] ?? first;
}
