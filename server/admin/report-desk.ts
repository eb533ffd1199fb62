/**
 * Where reports are made: one at a time, for each reads every response twice; whoever asks for a survey whose report is
 * being made gets that one. Citizens' requests have their turn between two pages of rows.
 */
import { dayOf } from "../records/month.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { STUDY } from "../reports/cleaning.ts";
import { type Report, reportOn } from "../reports/report.ts";
import type { StaffStorage } from "../storage/storage.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";

export interface ReportDesk {
  of(survey: PublishedSurvey, now: Date): Promise<Report>;
}

/** The margins of a survey's population, or what is wrong with them; undefined where it has none. */
export type ReadMargins = (survey: PublishedSurvey) => Promise<MarginsRead | undefined>;

export function openReportDesk(storage: StaffStorage, margins: ReadMargins): ReportDesk {
  const beingMade = new Map<string, Promise<Report>>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    of: (survey, now) => {
      const present = beingMade.get(survey.id);
      if (present !== undefined) return present;
      const made = last
        .then(async () =>
          reportOn(storage, survey, { rule: STUDY, now, before: dayOf(now), margins: await margins(survey) }),
        )
        .finally(() => beingMade.delete(survey.id));
      last = made.catch(() => undefined);
      beingMade.set(survey.id, made);
      return made;
    },
  };
}
