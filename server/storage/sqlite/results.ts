/** Public results. */
import type { PublishedResult, Results } from "../results.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const NEXT = "SELECT coalesce(max(number), 0) + 1 FROM published_result WHERE survey = ?";
const PUBLISH = "INSERT INTO published_result (survey, number, json, image) VALUES (?, ?, ?, ?)";
const NEWEST = "SELECT number, json, image FROM published_result WHERE survey = ? ORDER BY number DESC LIMIT 1";
const SURVEYS = "SELECT DISTINCT survey FROM published_result ORDER BY survey";

export function resultsIn(kept: Connection): Results {
  const next = kept.prepare<[string], number>(NEXT).pluck();
  const add = kept.prepare<[string, number, string, Uint8Array]>(PUBLISH);
  const newest = kept.prepare<[string], PublishedResult>(NEWEST);
  const surveys = kept.prepare<[], string>(SURVEYS).pluck();
  const publish = kept.transaction((survey: string, json: string, image: Uint8Array) => {
    const number = next.get(survey) ?? 1;
    add.run(survey, number, json, image);
    return number;
  });
  return {
    publish: verb((survey, json, image) => publish.immediate(survey, json, image)),
    surveys: verb(() => surveys.all()),
    newest: verb((survey) => newest.get(survey)),
  };
}
