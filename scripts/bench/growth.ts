/** Responses and participations by the million, put into an embedded database past its adapter: to see what they cost those who come after. */
import { join } from "node:path";
import Database from "better-sqlite3";

const RESPONSES = `
  INSERT INTO response (survey, key, version, language, channel, month, duration, flags, withdrawal, answers)
  WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < @count)
  SELECT @survey, randomblob(16), newest.version, CASE i % 3 WHEN 0 THEN 'kk' ELSE 'ru' END, 'web', '2024-10', 75 + 5 * (i % 100), 0,
    randomblob(32), json_object('timeliness', 1 + i % 5, 'ease', 1 + i % 5, 'effect', 'faster', 'obstacle', 'technical-errors',
      'single-channel', 'support', 'region', 'astana', 'settlement', 'major-city', 'sex', 'female', 'age', '30-45')
  FROM number, (SELECT version FROM version WHERE survey = @survey LIMIT 1) AS newest
  ORDER BY 2`;
const PARTICIPATIONS = `
  INSERT INTO participation (survey, key)
  WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < @count)
  SELECT @survey, randomblob(32) FROM number ORDER BY 2`;

/** Into the database of a server that has been started once and stopped. */
export function grow(dataDir: string, survey: string, count: number): void {
  if (count === 0) return;
  const database = new Database(join(dataDir, "pikir.db"));
  database.pragma("synchronous = OFF");
  database.pragma("temp_store = MEMORY");
  database.prepare(RESPONSES).run({ survey, count });
  database.prepare(PARTICIPATIONS).run({ survey, count });
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

/** How many have taken part in a survey, as the database has it. */
export function participations(dataDir: string, survey: string): number {
  const database = new Database(join(dataDir, "pikir.db"), { readonly: true });
  const count = database.prepare<[string], number>("SELECT count(*) FROM participation WHERE survey = ?").pluck();
  const found = count.get(survey) ?? 0;
  database.close();
  return found;
}
