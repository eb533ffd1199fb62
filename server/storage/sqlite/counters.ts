/** The funnel's sums. */
import { type Count, type DayCount, DIRECT, MOST_PLACES } from "../../records/funnel.ts";
import type { Counters } from "../counters.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function countersIn(kept: Connection): Counters {
  return { add: addIn(kept), of: ofIn(kept), daily: dailyIn(kept), sumBefore: sumBeforeIn(kept) };
}

const ADD = `
  INSERT INTO counter (survey, day, stage, page, language, place, count)
  VALUES (@survey, @day, @stage, @page, @language, @place, @count)
  ON CONFLICT (survey, day, stage, page, language, place) DO UPDATE SET count = counter.count + excluded.count`;

function addIn(kept: Connection): Counters["add"] {
  const add = kept.prepare<[Count]>(ADD);
  const tellApart = tellingApart(kept);
  const addAll = kept.transaction((counts: readonly Count[]) => {
    for (const count of counts) add.run({ ...count, place: tellApart(count.survey, count.place) });
  });
  return verb((counts) => addAll.immediate(counts));
}

const OTHER_PLACE = "other";
const IS_TOLD_APART = "SELECT 1 FROM place WHERE survey = ? AND place = ?";
const TELL_APART = `
  INSERT INTO place (survey, place)
  SELECT @survey, @place WHERE (SELECT count(*) FROM place WHERE survey = @survey) < @most`;

/** The place itself while the survey has fewer than `MOST_PLACES`, else `other`; `direct` and `other` are not among them. */
function tellingApart(kept: Connection): (survey: string, place: string) => string {
  const isToldApart = kept.prepare<[string, string]>(IS_TOLD_APART);
  const tellApart = kept.prepare<[{ survey: string; place: string; most: number }]>(TELL_APART);
  return (survey, place) => {
    if (place === DIRECT || place === OTHER_PLACE) return place;
    if (isToldApart.get(survey, place) !== undefined) return place;
    return tellApart.run({ survey, place, most: MOST_PLACES }).changes === 1 ? place : OTHER_PLACE;
  };
}

const OF = `
  SELECT survey, day, stage, page, language, place, count
  FROM counter WHERE survey = ? ORDER BY day, stage, page, language, place`;

function ofIn(kept: Connection): Counters["of"] {
  const of = kept.prepare<[string], Count>(OF);
  return verb((survey) => of.all(survey));
}

const DAILY = `
  SELECT day, stage, page, sum(count) AS count
  FROM counter WHERE survey = ? GROUP BY day, stage, page ORDER BY day, stage, page`;

function dailyIn(kept: Connection): Counters["daily"] {
  const daily = kept.prepare<[string], DayCount>(DAILY);
  return verb((survey) => daily.all(survey));
}

const SUM_BEFORE = "SELECT coalesce(sum(count), 0) FROM counter WHERE survey = ? AND day < ?";

function sumBeforeIn(kept: Connection): Counters["sumBefore"] {
  const sum = kept.prepare<[string, string], number>(SUM_BEFORE).pluck();
  return verb((survey, day) => sum.get(survey, day) ?? 0);
}
