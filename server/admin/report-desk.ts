/**
 * Where reports are made: one at a time, away from the event loop that serves citizens (`report-thread.ts` at the top hands in
 * a thread; a test may do without). Responses change only when a batch is released or some are withdrawn, so a report is
 * kept until then, and only what was counted since is added to it. Whoever asks while it is being made gets that one.
 */
import { dayOf } from "../records/month.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { STUDY } from "../reports/cleaning.ts";
import { breakdownsIn } from "../reports/cross-table.ts";
import { type Crossed, crossedOn } from "../reports/crossed.ts";
import { itemsOf } from "../reports/items.ts";
import { datasetHash } from "../reports/methods/dataset-hash.ts";
import { type Report, reportOn, withCounts } from "../reports/report.ts";
import type { StaffStorage } from "../storage/storage.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import type { CountsDesk, CountsNow } from "./counts-desk.ts";
import { keptUntilChanged } from "./kept-until-changed.ts";

export interface ReportDesk {
  of(survey: PublishedSurvey, now: Date): Promise<Report>;
  /**
   * The report, if it is there or made within `patience` milliseconds; else the last one that was made, or none, while the new one
   * is made on. `counts`: of this moment.
   */
  present(survey: PublishedSurvey, now: Date, counts: CountsNow, patience: number): Promise<Present>;
  /** Everything broken down by one question; undefined where that has no single answers. */
  crossed(survey: PublishedSurvey, by: string, now: Date): Promise<Crossed | undefined>;
  /** SHA-256 of the released responses. */
  dataset(survey: PublishedSurvey): Promise<string>;
}

export interface Present {
  readonly report: Report | undefined;
  /** When its responses were read. */
  readonly madeAt: Date | undefined;
  /** There is a newer one to come. */
  readonly making: boolean;
}

/** The margins of a survey's population, or what is wrong with them; undefined where it has none. */
export type ReadMargins = (survey: PublishedSurvey) => Promise<MarginsRead | undefined>;

/** Reads all responses and makes something of them. */
export interface ReportMaking {
  report(survey: PublishedSurvey, margins: MarginsRead | undefined, now: Date): Promise<Report>;
  crossed(
    survey: PublishedSurvey,
    margins: MarginsRead | undefined,
    by: string,
    now: Date,
  ): Promise<Crossed | undefined>;
  dataset(survey: PublishedSurvey): Promise<string>;
}

/** In this thread: for tests, and for whoever serves nobody. */
export function makingHere(storage: StaffStorage): ReportMaking {
  return {
    report: (survey, margins, now) => reportOn(storage, survey, { rule: STUDY, now, margins, before: dayOf(now) }),
    crossed: (survey, margins, by, now) => crossedOn(storage, survey, { rule: STUDY, now, margins, by }),
    dataset: (survey) => datasetHash(storage.responses.each(survey.id)),
  };
}

export function openReportDesk(
  storage: StaffStorage,
  margins: ReadMargins,
  making: ReportMaking,
  counting: CountsDesk,
): ReportDesk {
  const reports = keptUntilChanged<Dated>();
  const finished = new Map<string, Dated>();
  const crossings = keptUntilChanged<Crossed | undefined>();
  const hashes = keptUntilChanged<string>();
  const asked = async (survey: PublishedSurvey, now: Date, counts: CountsNow): Promise<Promised> => {
    const read = await margins(survey);
    const state = JSON.stringify([stateIn(survey, counts), read, dayOf(now)]);
    const make = async () => {
      const report = await making.report(survey, read, now).catch((error: unknown) => {
        // What is shown while a newer one is made is not shown for ever where none can be made.
        finished.delete(survey.id);
        throw error;
      });
      const made = { report, madeAt: now };
      finished.set(survey.id, made);
      return made;
    };
    return { before: finished.get(survey.id), made: reports(survey.id, state, make) };
  };
  const withNow = async (report: Report, survey: PublishedSurvey, now: Date, counts: CountsNow) => {
    const cube = await counting.cube(survey.id, now, counts);
    return withCounts(report, survey, { counts: counts.daily, sent: counts.sent, cube });
  };
  return {
    of: async (survey, now) => {
      const counts = await counting.now(survey.id, now);
      const { made } = await asked(survey, now, counts);
      return withNow((await made).report, survey, now, counts);
    },
    present: async (survey, now, counts, patience) => {
      const { before, made } = await asked(survey, now, counts);
      const inTime = await within(made, patience);
      const there = inTime ?? (before && finished.get(survey.id));
      const report = there && (await withNow(there.report, survey, now, counts));
      return { report, madeAt: there?.madeAt, making: inTime === undefined };
    },
    crossed: async (survey, by, now) => {
      // So that no more is kept than there are questions.
      if (!breakdownsIn(itemsOf(survey)).includes(by)) return undefined;
      const read = await margins(survey);
      const state = JSON.stringify([await stateOf(survey, storage), read]);
      return crossings(`${survey.id} ${by}`, state, () => making.crossed(survey, read, by, now));
    },
    dataset: async (survey) =>
      hashes(survey.id, JSON.stringify(await stateOf(survey, storage)), () => making.dataset(survey)),
  };
}

interface Dated {
  readonly report: Report;
  readonly madeAt: Date;
}

/** In an object: a promise that is returned alone would be waited for. */
interface Promised {
  readonly before: Dated | undefined;
  readonly made: Promise<Dated>;
}

/** Undefined where it takes longer, or fails: whoever asks next finds out. */
async function within<Made>(made: Promise<Made>, patience: number): Promise<Made | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(done, patience, undefined);
  });
  try {
    return await Promise.race([made.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Changes whenever the responses of a survey do: each release and each withdrawal moves one of these, and none ever comes back. */
export async function stateOf(survey: PublishedSurvey, { responses, withdrawals, codings }: StaffStorage) {
  const { id } = survey;
  return stateIn(survey, {
    stored: await responses.count(id),
    withdrawn: await withdrawals.count(id),
    imported: await responses.countImported(id),
    coded: await codings.revision(id),
  });
}

type Counted = Pick<CountsNow, "stored" | "withdrawn" | "imported" | "coded">;

function stateIn({ versions }: PublishedSurvey, { stored, withdrawn, imported, coded }: Counted) {
  return [stored, withdrawn, imported, coded, ...versions.map(({ version }) => version)];
}
