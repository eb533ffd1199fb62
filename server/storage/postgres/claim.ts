/** A claim that one process at a time holds, among all that share the database. */
import { Client } from "pg";
import { ANSWER_LIMIT, configuration, type Part, passOver, prepare, reaching, STATEMENT_LIMIT } from "./session.ts";

export interface Claim {
  held(): Promise<boolean>;
  end(): Promise<void>;
}

const TRY = "SELECT pg_try_advisory_lock($1, $2) AS got";
const STILL_THERE = "SELECT 1";

/** The lock lives and dies with a connection: a process that is gone, or cut off, has lost it. */
export function openClaim(url: string, part: Part, lock: readonly [number, number]): Claim {
  let client: Client | undefined;
  let got = false;
  const end = async () => {
    const leaving = client;
    [client, got] = [undefined, false];
    await leaving?.end().catch(passOver);
  };
  const connected = async () => {
    if (client) return client;
    client = new Client({ ...configuration(url), query_timeout: ANSWER_LIMIT });
    client.on("error", passOver);
    await reaching(client.connect());
    await prepare(client, part, STATEMENT_LIMIT);
    return client;
  };
  const held = async () => {
    try {
      const connection = await connected();
      if (got) await reaching(connection.query(STILL_THERE));
      else got = (await reaching(connection.query<{ got: boolean }>(TRY, [...lock]))).rows[0]?.got === true;
      return got;
    } catch (error) {
      await end();
      throw error;
    }
  };
  return { held, end };
}
