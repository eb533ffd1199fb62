/** Public results. */
import type { PublishedResult, Results } from "../results.ts";
import type { Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

/** Of two at once one finds the number taken, and rejects. */
const PUBLISH = `
  INSERT INTO published_result (survey, number, json, image)
  SELECT $1, coalesce(max(number), 0) + 1, $2::json, $3 FROM published_result WHERE survey = $1
  RETURNING number`;
const NEWEST = `
  SELECT number, json::text AS json, image FROM published_result WHERE survey = $1 ORDER BY number DESC LIMIT 1`;
const SURVEYS = "SELECT DISTINCT survey FROM published_result ORDER BY survey";

export function resultsIn(database: Database): Results {
  return {
    publish: verb(async (survey, json, image) => {
      const [made] = await database.rows<{ number: number }>(PUBLISH, [survey, json, image]);
      return made?.number ?? 1;
    }),
    surveys: repeatable(async () => (await database.rows<{ survey: string }>(SURVEYS, [])).map(({ survey }) => survey)),
    newest: repeatable(async (survey) => (await database.rows<PublishedResult>(NEWEST, [survey]))[0]),
  };
}
