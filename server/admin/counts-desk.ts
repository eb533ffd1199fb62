/**
 * Where the sums of a survey's stores are read: away from the event loop that serves citizens (`counts-thread.ts` at the top hands
 * in a thread; a test may do without), since with a million rows each sum takes as long as several of their pages. Whoever asks
 * while a reading is under way shares it. What was counted on days that are over is folded once, and kept until the day turns.
 */
import type { DayCount } from "../records/funnel.ts";
import { dayOf } from "../records/month.ts";
import { type CounterCube, cubeOf } from "../reports/counter-cube.ts";
import type { StaffStorage } from "../storage/storage.ts";
import { keptUntilChanged } from "./kept-until-changed.ts";

export interface CountsNow {
  readonly daily: readonly DayCount[];
  /** Of the days that are over. */
  readonly settled: number;
  readonly sent: number;
  readonly imported: number;
  /** Released, and not withdrawn since. */
  readonly stored: number;
  readonly withdrawn: number;
  /** Sent ones lie in the urn until they are released. */
  readonly waiting: number;
  /** The urn cannot be opened. */
  readonly trouble: boolean;
  /** Changes whenever a coder coded. */
  readonly coded: number;
}

/** Reads from the stores. `day`: of the moment at which is read; what was counted before it is over. */
export interface CountsReading {
  now(survey: string, day: string): Promise<CountsNow>;
  cube(survey: string, day: string): Promise<CounterCube>;
}

export interface CountsDesk {
  now(survey: string, at: Date): Promise<CountsNow>;
  /** Of the days that are over. */
  cube(survey: string, at: Date, counts: CountsNow): Promise<CounterCube>;
}

/** In this thread: for tests, and for the thread itself. */
export function countsReadHere(storage: StaffStorage): CountsReading {
  const { counters, participations, responses, withdrawals, urn, codings } = storage;
  return {
    now: async (survey, day) => ({
      daily: await counters.daily(survey),
      settled: await counters.sumBefore(survey, day),
      sent: await participations.count(survey),
      imported: await responses.countImported(survey),
      stored: await responses.count(survey),
      withdrawn: await withdrawals.count(survey),
      waiting: await urn.count(survey),
      trouble: (await urn.trouble(survey)) !== undefined,
      coded: await codings.revision(survey),
    }),
    cube: async (survey, day) => ({ ...cubeOf(await counters.of(survey), day), ...(await codesOf(survey, storage)) }),
  };
}

async function codesOf(survey: string, { codes }: StaffStorage): Promise<Pick<CounterCube, "codes">> {
  const all = await codes.count(survey);
  return all === 0 ? {} : { codes: { batches: await codes.batches(survey), all } };
}

export function openCountsDesk(reading: CountsReading): CountsDesk {
  const underWay = new Map<string, Promise<CountsNow>>();
  const cubes = keptUntilChanged<CounterCube>();
  return {
    now: (survey, at) => {
      const day = dayOf(at);
      const name = `${survey} ${day}`;
      const shared = underWay.get(name);
      if (shared !== undefined) return shared;
      const read = reading.now(survey, day).finally(() => underWay.delete(name));
      underWay.set(name, read);
      return read;
    },
    cube: (survey, at, { settled }) =>
      cubes(survey, JSON.stringify([dayOf(at), settled]), () => reading.cube(survey, dayOf(at))),
  };
}
