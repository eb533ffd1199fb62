/** The SQLite adapter: two files in the data folder, `pikir.db` for what is kept and `passing.db` for what passes. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Storage } from "../storage.ts";
import { apiTokensIn } from "./api-tokens.ts";
import { auditIn } from "./audit.ts";
import { backlogIn, notesIn } from "./backlog.ts";
import { backUpIn } from "./backup.ts";
import { challengesIn } from "./challenges.ts";
import { codesIn } from "./codes.ts";
import { codingsIn } from "./coding.ts";
import { type Connection, compact, connect, KEPT, PASSING, type Settings } from "./connection.ts";
import { countersIn } from "./counters.ts";
import { definitionDraftsIn } from "./definition-drafts.ts";
import { draftsIn } from "./drafts.ts";
import { guessesInMemory } from "./guesses.ts";
import { heldCountsIn } from "./held-counts.ts";
import { migrate, type Store } from "./migrations.ts";
import { participationsIn } from "./participations.ts";
import { proposalsIn } from "./proposals.ts";
import { queueIn } from "./queue.ts";
import { releasesIn } from "./releases.ts";
import { responsesIn } from "./responses.ts";
import { resultsIn } from "./results.ts";
import { openSendThread, type SendThread } from "./send-thread.ts";
import { staffIn } from "./staff.ts";
import { staffIdentitiesIn } from "./staff-identities.ts";
import { surveysIn } from "./surveys.ts";
import { textReviewsIn } from "./text-reviews.ts";
import { urnIn } from "./urn.ts";
import { isBusy, verb } from "./verb.ts";
import { withdrawalsIn } from "./withdrawals.ts";

export interface SqliteOptions {
  /** Made, with mode 0700, where it is missing. */
  readonly dataDir: string;
  /** `db/sqlite` of this program unless given. */
  readonly migrationsDir?: string;
  /** For tests: further pragmas on the connection to `pikir.db`. */
  readonly pragmas?: readonly string[];
  /** Sends wait for the disk in a thread of their own: for a process that serves others meanwhile. */
  readonly sendsApart?: boolean;
}

/**
 * Opens the storage and brings it up to the program. Any number of processes may do so at once. Rejects with a sentence
 * for the operator where the files cannot be opened, are newer than the program or lack a setting the promises rest on.
 */
export async function openSqlite({
  dataDir,
  migrationsDir = ownMigrations(),
  pragmas = [],
  sendsApart = false,
}: SqliteOptions): Promise<Storage> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, "pikir.db");
  const settings: Settings = { ...KEPT, further: pragmas };
  const kept = await openStore(path, settings, migrationsDir, "kept");
  try {
    const storage = storageOf(kept, await openStore(join(dataDir, "passing.db"), PASSING, migrationsDir, "passing"));
    return sendsApart ? sendingApart(storage, openSendThread(path, settings)) : storage;
  } catch (error) {
    kept.close();
    throw error;
  }
}

function sendingApart(storage: Storage, thread: SendThread): Storage {
  return {
    ...storage,
    participations: { ...storage.participations, send: thread.send },
    close: async () => {
      await thread.close();
      await storage.close();
    },
  };
}

/** The same folder whether this file runs from `server/` or, compiled, from `dist/server/`. */
function ownMigrations(): string {
  const roots = ["../../..", "../../../.."].map((up) => join(import.meta.dirname, up, "db", "sqlite"));
  const found = roots.find((folder) => existsSync(folder));
  if (!found) throw new Error(`db/sqlite is missing; looked for ${roots.join(" and ")}`);
  return found;
}

async function openStore(path: string, settings: Settings, folder: string, store: Store): Promise<Connection> {
  const connection = await connectPatiently(path, settings);
  try {
    migrate(connection, folder, store);
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

const ATTEMPTS = 100;

/** Two processes that change a new file to WAL at once are both refused, without the wait that all other locks have. */
async function connectPatiently(path: string, settings: Settings): Promise<Connection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return connect(path, settings);
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error;
    }
    await setTimeout(50);
  }
}

function storageOf(kept: Connection, passing: Connection): Storage {
  return {
    surveys: surveysIn(kept),
    drafts: draftsIn(passing),
    participations: participationsIn(kept),
    codes: codesIn(kept),
    codings: codingsIn(kept),
    textReviews: textReviewsIn(kept),
    backlog: backlogIn(kept),
    notes: notesIn(kept),
    urn: urnIn(kept),
    withdrawals: withdrawalsIn(kept),
    responses: responsesIn(kept),
    releases: releasesIn(kept),
    counters: countersIn(kept),
    heldCounts: heldCountsIn(passing),
    guesses: guessesInMemory(),
    challenges: challengesIn(passing),
    queue: queueIn(passing),
    staff: staffIn(kept, passing),
    identities: staffIdentitiesIn(kept),
    audit: auditIn(kept),
    proposals: proposalsIn(kept),
    definitionDrafts: definitionDraftsIn(kept),
    apiTokens: apiTokensIn(kept),
    results: resultsIn(kept),
    proveWritable: proveWritableIn(kept),
    compact: verb(() => {
      compact(kept);
      compact(passing);
      return [];
    }),
    backUp: backUpIn(kept),
    close: verb(() => {
      kept.close();
      passing.close();
    }),
  };
}

// Six pages: as many as a send takes when all its tables have to grow.
const WRITE =
  "INSERT INTO proof (only, ballast) VALUES (1, zeroblob(98304)) ON CONFLICT (only) DO UPDATE SET ballast = excluded.ballast";
const TAKE_BACK = "DELETE FROM proof";

/** Two commits: what is rolled back never reaches the disk, and so would prove nothing about it. */
function proveWritableIn(kept: Connection): Storage["proveWritable"] {
  const write = kept.prepare<[]>(WRITE);
  const takeBack = kept.prepare<[]>(TAKE_BACK);
  return verb(() => {
    write.run();
    takeBack.run();
  });
}
