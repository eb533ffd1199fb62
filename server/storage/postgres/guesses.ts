/** Wrong guesses, for a quarter of an hour, shared by all instances. */
import type { Guesses } from "../storage.ts";
import type { Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function guessesIn(database: Database): Guesses {
  return {
    look: lookIn(database),
    count: countIn(database),
    takeBack: takeBackIn(database),
    forget: repeatable(async (key) => void (await database.changes(FORGET, [key]))),
    sweep: repeatable(async (now) => void (await database.changes(SWEEP, [now]))),
  };
}

const LOOK = "SELECT count FROM guess WHERE key = $1 AND until > $2";

function lookIn(database: Database): Guesses["look"] {
  return repeatable(
    async (key, now) => (await database.short.rows<{ count: number }>(LOOK, [key, now]))[0]?.count ?? 0,
  );
}

const COUNT = `
  INSERT INTO guess (key, count, until) VALUES ($1, 1, $3)
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN guess.until <= $2 THEN 1 ELSE guess.count + 1 END,
    until = CASE WHEN guess.until <= $2 THEN excluded.until ELSE guess.until END
  RETURNING count`;

function countIn(database: Database): Guesses["count"] {
  return verb(async (key, now, until) => {
    const [counted] = await database.rows<{ count: number }>(COUNT, [key, now, until]);
    return counted?.count ?? 1;
  });
}

const TAKE_BACK = "UPDATE guess SET count = count - 1 WHERE key = $1 AND count > 0";
const FORGET_NONE = "DELETE FROM guess WHERE key = $1 AND count = 0";
const FORGET = "DELETE FROM guess WHERE key = $1";
const SWEEP = "DELETE FROM guess WHERE until <= $1";

function takeBackIn(database: Database): Guesses["takeBack"] {
  return verb((key) =>
    database.transaction(async (connection) => {
      await connection.changes(TAKE_BACK, [key]);
      await connection.changes(FORGET_NONE, [key]);
    }),
  );
}
