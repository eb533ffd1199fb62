/**
 * A streaming replica to read from. It is used once it has everything that the primary had when it was asked, so that what is
 * read there is never older than what was asked for: a report is kept under the state of the primary that it was made of.
 */
import { setTimeout } from "node:timers/promises";
import type { ClientBase } from "pg";
import type { Storage } from "../storage.ts";
import { alone, openDatabase } from "./connection.ts";
import { storageOf } from "./open.ts";
import { reaching } from "./session.ts";
import { isUnavailable } from "./verb.ts";

export interface Lag {
  /** Of the log, written on the primary and not yet replayed. */
  readonly bytes: number;
  /** Since the newest commit that the replica has; 0 where it has all. */
  readonly seconds: number;
  /** Whether the primary waits for some replica before it says that a commit is kept. */
  readonly awaited: boolean;
}

/** Why a replica is not read from: words that follow "the replica". */
export class ReplicaUnusable extends Error {}

/** Milliseconds that a reader waits for the replica to come up with the primary. */
const PATIENCE = 5000;
const LOOK_EVERY = 100;

/** `primary` and `replica`: `postgres://...`. Rejects with ReplicaUnusable where it is away, is no replica, or stays behind. */
export async function openReplica(primary: string, replica: string, patience = PATIENCE): Promise<Storage> {
  const written = await alone(primary, "reading", writtenOn);
  await asReplica(replica, async (client) => {
    for (let waited = 0; ; waited += LOOK_EVERY) {
      const { behind, seconds } = await stateOf(client, written);
      if (behind <= 0) return;
      if (waited >= patience) throw new ReplicaUnusable(`is ${Math.ceil(seconds)} s behind`);
      await setTimeout(LOOK_EVERY);
    }
  });
  return storageOf(openDatabase(replica, "reading"), replica);
}

/** How far behind it is. Rejects with ReplicaUnusable where it is away or no replica, and with what is wrong with the primary. */
export async function lagOf(primary: string, replica: string): Promise<Lag> {
  const [written, awaited] = await alone(primary, "reading", async (client) => {
    const { rows } = await reaching(client.query<{ names: string }>(AWAITED));
    return [await writtenOn(client), rows[0]?.names !== ""] as const;
  });
  const { behind, seconds } = await asReplica(replica, (client) => stateOf(client, written));
  return { bytes: Math.max(0, behind), seconds: behind > 0 ? seconds : 0, awaited };
}

const AWAITED = "SELECT current_setting('synchronous_standby_names') AS names";
const WRITTEN = "SELECT pg_current_wal_lsn()::text AS written";
/** Where nothing has been replayed since its start, its age is all that is known. */
const STATE = `
  SELECT pg_is_in_recovery() AS follows, coalesce(pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn()), 0)::float8 AS behind,
    greatest(0, extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())))::float8 AS seconds`;

async function writtenOn(client: ClientBase): Promise<string> {
  const { rows } = await reaching(client.query<{ written: string }>(WRITTEN));
  return rows[0]?.written ?? "0/0";
}

async function stateOf(client: ClientBase, written: string) {
  const { rows } = await reaching(
    client.query<{ follows: boolean; behind: number; seconds: number }>(STATE, [written]),
  );
  const [state] = rows;
  // Another database altogether, or one that was promoted: it has no more of the primary than it had.
  if (!state?.follows) throw new ReplicaUnusable("follows no primary");
  return state;
}

async function asReplica<Result>(url: string, act: (client: ClientBase) => Promise<Result>): Promise<Result> {
  try {
    return await alone(url, "reading", act);
  } catch (error) {
    if (isUnavailable(error)) throw new ReplicaUnusable("is away", { cause: error });
    throw error;
  }
}
