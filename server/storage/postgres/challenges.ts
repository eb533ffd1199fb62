/** Used challenges, until they would no longer be taken anyhow; shared by all instances. */
import type { Challenges } from "../storage.ts";
import type { Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

const SPEND = "INSERT INTO spent_challenge (key, until) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const SWEEP = "DELETE FROM spent_challenge WHERE until <= $1";

export function challengesIn(database: Database): Challenges {
  return {
    spend: verb(async (key, until) => ((await database.changes(SPEND, [key, until])) === 1 ? "spent" : "spent-before")),
    sweep: repeatable(async (now) => void (await database.changes(SWEEP, [now]))),
  };
}
