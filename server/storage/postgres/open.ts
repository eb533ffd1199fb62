/** The PostgreSQL adapter: one database, `postgres://...`, that any number of Pikirs share. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Storage } from "../storage.ts";
import { UnusableDatabase } from "../unusable.ts";
import { apiTokensIn } from "./api-tokens.ts";
import { auditIn } from "./audit.ts";
import { backlogIn, notesIn } from "./backlog.ts";
import { backUpIn } from "./backup.ts";
import { challengesIn } from "./challenges.ts";
import { codesIn } from "./codes.ts";
import { codingsIn } from "./coding.ts";
import { alone, type Database, openDatabase } from "./connection.ts";
import { countersIn } from "./counters.ts";
import { definitionDraftsIn } from "./definition-drafts.ts";
import { draftsIn } from "./drafts.ts";
import { emptyLog } from "./emptied-log.ts";
import { guessesIn } from "./guesses.ts";
import { heldCountsIn } from "./held-counts.ts";
import { layAnew } from "./laid-anew.ts";
import { migrate } from "./migrations.ts";
import { participationsIn } from "./participations.ts";
import { proposalsIn } from "./proposals.ts";
import { queueIn } from "./queue.ts";
import { releasesIn } from "./releases.ts";
import { responsesIn } from "./responses.ts";
import { resultsIn } from "./results.ts";
import type { Part } from "./session.ts";
import { staffIn } from "./staff.ts";
import { staffIdentitiesIn } from "./staff-identities.ts";
import { surveysIn } from "./surveys.ts";
import { textReviewsIn } from "./text-reviews.ts";
import { urnIn } from "./urn.ts";
import { codeOf, isUnavailable, verb, WrongSetting } from "./verb.ts";
import { withdrawalsIn } from "./withdrawals.ts";

export interface PostgresOptions {
  /** `postgres://login:password@host:port/database`. */
  readonly url: string;
  /** What this process does, and so whose rights it takes. */
  readonly part: Part;
  /** `db/postgres` of this program unless given. */
  readonly migrationsDir?: string;
}

/**
 * Opens the storage and brings it up to the program. Any number of processes may do so at once. Rejects with a sentence
 * for the operator where the server is out of reach, is older than 15 or has a setting on which the promises do not hold, and
 * where the database is newer than the program.
 */
export async function openPostgres({ url, part, migrationsDir = ownMigrations() }: PostgresOptions): Promise<Storage> {
  try {
    await migrate(url, migrationsDir);
    // The rights of the part, which may be another's than the migrator's.
    await alone(url, part, async () => undefined);
  } catch (error) {
    throw isUnavailable(error) || /^(28|3D)/.test(codeOf(error)) ? unusable(url, error) : error;
  }
  return storageOf(openDatabase(url, part), url);
}

/** The same folder whether this file runs from `server/` or, compiled, from `dist/server/`. */
function ownMigrations(): string {
  const roots = ["../../..", "../../../.."].map((up) => join(import.meta.dirname, up, "db", "postgres"));
  const found = roots.find((folder) => existsSync(folder));
  if (!found) throw new Error(`db/postgres is missing; looked for ${roots.join(" and ")}`);
  return found;
}

function unusable(url: string, error: unknown): UnusableDatabase {
  const { host, pathname } = new URL(url);
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [first = reason] = reason instanceof AggregateError ? reason.errors : [reason];
  const why = first instanceof Error ? first.message : String(first);
  const named = `DATABASE_URL names ${host}${pathname}, which cannot be used: ${why}`;
  return new UnusableDatabase(`${named}. ${whatToDo(first)}`, { cause: error });
}

const ADVICE: readonly (readonly [code: RegExp, advice: string])[] = [
  [/^ECONNREFUSED$/, "Start PostgreSQL there, or put the right host and port into DATABASE_URL."],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "Put the right host into DATABASE_URL."],
  [/^28/, "Put the right login and password into DATABASE_URL, or let it in by PostgreSQL's pg_hba.conf."],
  [/^3D/, "Make the database with createdb, and run db/postgres/set-up.sql in it."],
  [/^(53|57P03)/, "Start Pikir again in a moment."],
];

function whatToDo(reason: unknown): string {
  if (reason instanceof WrongSetting) return "Then start Pikir again.";
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : "";
  const known = ADVICE.find(([pattern]) => pattern.test(code));
  return known?.[1] ?? "See that PostgreSQL runs there and that nothing between keeps this machine from it.";
}

export function storageOf(database: Database, url: string): Storage {
  return {
    surveys: surveysIn(database),
    drafts: draftsIn(database),
    participations: participationsIn(database),
    codes: codesIn(database),
    codings: codingsIn(database),
    textReviews: textReviewsIn(database),
    backlog: backlogIn(database),
    notes: notesIn(database),
    urn: urnIn(database),
    withdrawals: withdrawalsIn(database),
    responses: responsesIn(database),
    releases: releasesIn(database),
    counters: countersIn(database),
    heldCounts: heldCountsIn(database),
    guesses: guessesIn(database),
    challenges: challengesIn(database),
    queue: queueIn(database),
    staff: staffIn(database),
    identities: staffIdentitiesIn(database),
    audit: auditIn(database),
    proposals: proposalsIn(database),
    definitionDrafts: definitionDraftsIn(database),
    apiTokens: apiTokensIn(database),
    results: resultsIn(database),
    proveWritable: proveWritableIn(database),
    compact: verb(async () => {
      await layAnew(database);
      return emptyLog(database);
    }),
    backUp: backUpIn(url),
    close: verb(() => database.close()),
  };
}

const WRITE = `
  INSERT INTO proof ("only", ballast) VALUES (1, decode(repeat('00', 8192), 'hex'))
  ON CONFLICT ("only") DO UPDATE SET ballast = excluded.ballast`;
const TAKE_BACK = "DELETE FROM proof";

/** Two commits: what is rolled back never waits for the disk, and so would prove nothing about it. */
function proveWritableIn(database: Database): Storage["proveWritable"] {
  return verb(async () => {
    await database.changes(WRITE);
    await database.changes(TAKE_BACK);
  });
}
