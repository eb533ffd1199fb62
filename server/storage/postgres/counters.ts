/** The funnel's sums. */
import { type Count, type DayCount, DIRECT, MOST_PLACES } from "../../records/funnel.ts";
import type { Counters } from "../counters.ts";
import { type Database, LOCKS, PIKIR } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function countersIn(database: Database): Counters {
  return { add: addIn(database), of: ofIn(database), daily: dailyIn(database), sumBefore: sumBeforeIn(database) };
}

/** Who adds does so alone: the number of places holds, and nobody waits for another's rows in another order. */
const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";

/** New places, in the order in which they come, while the survey has fewer than the most; `direct` and `other` are not among them. */
const TELL_APART = `
  INSERT INTO place (survey, place)
  SELECT survey, place FROM (
    SELECT survey, place, row_number() OVER (PARTITION BY survey ORDER BY min(at)) AS turn
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (survey, place, at)
    WHERE place NOT IN ($3, 'other')
      AND NOT EXISTS (SELECT 1 FROM place AS known WHERE known.survey = given.survey AND known.place = given.place)
    GROUP BY survey, place
  ) AS fresh
  WHERE turn <= $4::int - (SELECT count(*) FROM place AS known WHERE known.survey = fresh.survey)`;

const ADD = `
  INSERT INTO counter (survey, day, stage, page, language, place, count)
  SELECT survey, day, stage, page, language, told, sum(count) FROM (
    SELECT survey, day, stage, page, language, count,
      CASE WHEN place = $8 OR EXISTS (
        SELECT 1 FROM place AS known WHERE known.survey = given.survey AND known.place = given.place
      ) THEN place ELSE 'other' END AS told
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
      AS given (survey, day, stage, page, language, place, count)
  ) AS counted
  GROUP BY survey, day, stage, page, language, told
  ON CONFLICT (survey, day, stage, page, language, place) DO UPDATE SET count = counter.count + excluded.count`;

function addIn(database: Database): Counters["add"] {
  return verb((counts) =>
    database.transaction(async (connection) => {
      const column = (name: keyof Count) => counts.map((count) => count[name]);
      const { survey, place } = { survey: column("survey"), place: column("place") };
      const rest = [column("day"), column("stage"), column("page"), column("language")];
      await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.counting]);
      await connection.changes(TELL_APART, [survey, place, DIRECT, MOST_PLACES]);
      await connection.changes(ADD, [survey, ...rest, place, column("count"), DIRECT]);
    }),
  );
}

const OF = `
  SELECT survey, day, stage, page, language, place, count
  FROM counter WHERE survey = $1 ORDER BY day, stage, page, language, place`;

function ofIn(database: Database): Counters["of"] {
  return repeatable((survey) => database.rows<Count>(OF, [survey]));
}

const DAILY = `
  SELECT day, stage, page, sum(count)::bigint AS count
  FROM counter WHERE survey = $1 GROUP BY day, stage, page ORDER BY day, stage, page`;

function dailyIn(database: Database): Counters["daily"] {
  return repeatable((survey) => database.rows<DayCount>(DAILY, [survey]));
}

const SUM_BEFORE = `SELECT coalesce(sum(count), 0)::bigint AS sum FROM counter WHERE survey = $1 AND day < $2`;

function sumBeforeIn(database: Database): Counters["sumBefore"] {
  return repeatable(
    async (survey, day) => (await database.rows<{ sum: number }>(SUM_BEFORE, [survey, day]))[0]?.sum ?? 0,
  );
}
