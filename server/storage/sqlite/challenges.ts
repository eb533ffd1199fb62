/** Used challenges, until they would no longer be taken anyhow. */
import type { Challenges } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const SPEND = "INSERT INTO spent_challenge (key, until) VALUES (?, ?) ON CONFLICT DO NOTHING";
const SWEEP = "DELETE FROM spent_challenge WHERE until <= ?";

export function challengesIn(passing: Connection): Challenges {
  const spend = passing.prepare<[Uint8Array, number]>(SPEND);
  const sweep = passing.prepare<[number]>(SWEEP);
  return {
    spend: verb((key, until) => (spend.run(key, until).changes === 1 ? "spent" : "spent-before")),
    sweep: verb((now) => void sweep.run(now)),
  };
}
