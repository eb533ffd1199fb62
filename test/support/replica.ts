/** A streaming replica of a test's PostgreSQL, on a port of its own, and gone with the test. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePort, newCluster, type Postgres } from "./postgres.ts";

export interface Replica {
  readonly port: number;
  /** Where a database of the primary is found here. */
  urlOf(primary: string): string;
  /** What is written from now on waits here; the replica falls behind. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Until all that the primary has written so far is here. */
  caughtUp(): Promise<void>;
  /** It follows nobody any more, and takes writes. */
  promote(): Promise<void>;
  halt(): Promise<void>;
  start(): Promise<void>;
  remove(): void;
}

/** `name`: as which the primary knows it (`synchronous_standby_names`). */
export async function startReplica(primary: Postgres, name = "replica"): Promise<Replica> {
  const cluster = newCluster();
  const from = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`;
  const [program, ...words] = cluster.words("pg_basebackup", "-d", from, "-D", cluster.dataDir, "-R", "-c", "fast");
  await promisify(execFile)(program, words, { cwd: cluster.folder });
  const port = await freePort();
  cluster.settle(`port = ${port}`);
  await cluster.control("start");
  const maintenance = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const here = <Row extends object>(sql: string) => primary.ask<Row>(maintenance, sql);
  return {
    port,
    urlOf: (url) => {
      const address = new URL(url);
      address.port = String(port);
      return address.href;
    },
    pause: async () => void (await here("SELECT pg_wal_replay_pause()")),
    resume: async () => void (await here("SELECT pg_wal_replay_resume()")),
    caughtUp: async () => {
      const at = `postgres://postgres@127.0.0.1:${primary.port}/postgres`;
      const [written] = await primary.ask<{ lsn: string }>(at, "SELECT pg_current_wal_lsn()::text AS lsn");
      const isHere = `SELECT pg_last_wal_replay_lsn() >= '${written?.lsn}'::pg_lsn AS here`;
      while (!(await here<{ here: boolean }>(isHere))[0]?.here) await new Promise((done) => setTimeout(done, 20));
    },
    promote: () => cluster.control("promote"),
    halt: () => cluster.control("-m", "fast", "stop"),
    start: () => cluster.control("start"),
    remove: cluster.removeAll,
  };
}
