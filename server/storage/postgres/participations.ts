/** Who has taken part, and the send. */
import { Refusal } from "../../records/fault.ts";
import type { Participations } from "../storage.ts";
import { type Connection, type Database, giveWayToBackup, LOCKS, PIKIR_SURVEY } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function participationsIn(database: Database): Participations {
  return {
    has: hasIn(database),
    count: countIn(database),
    send: sendIn(database),
    wasAcknowledged: repeatable((acknowledgement) => isAcknowledged(database.barred, acknowledgement)),
    ageAcknowledgements: ageAcknowledgementsIn(database),
  };
}

const HAS = "SELECT 1 FROM participation WHERE survey = $1 AND key = $2";

function hasIn(database: Database): Participations["has"] {
  return repeatable(
    async (survey, participation) => (await database.barred.rows(HAS, [survey, participation])).length === 1,
  );
}

const COUNT = "SELECT count(*) AS count FROM participation WHERE survey = $1";

function countIn(database: Database): Participations["count"] {
  return repeatable(async (survey) => (await database.rows<{ count: number }>(COUNT, [survey]))[0]?.count ?? 0);
}

/** Shared among sends: a closing waits for those that have begun, and those that come after it see it. */
const BEFORE_CLOSING = "SELECT pg_advisory_xact_lock_shared($1, hashtext($2))";
// A conflict is counted, never thrown: an error would name the key, and its time, in the server's log.
const KEEP = `
  WITH open AS (
    SELECT trouble FROM survey WHERE id = $1 AND closed_on IS NULL
  ), participant AS (
    INSERT INTO participation (survey, key) SELECT $1, $2 FROM open WHERE trouble IS NULL ON CONFLICT DO NOTHING RETURNING 1
  ), in_urn AS (
    INSERT INTO urn (survey, key, sealed) SELECT $1, $3, $4 FROM participant ON CONFLICT DO NOTHING RETURNING 1
  ), acknowledged AS (
    INSERT INTO acknowledgement (id) SELECT $5 FROM participant ON CONFLICT DO NOTHING
  )
  SELECT trouble, (SELECT count(*) FROM participant) AS taken, (SELECT count(*) FROM in_urn) AS put FROM open`;
const ACKNOWLEDGED = "SELECT 1 FROM acknowledgement WHERE id = $1";

interface Kept {
  readonly trouble: string | null;
  readonly taken: number;
  readonly put: number;
}

/**
 * One transaction writes the participation, the urn's row and the acknowledgement, so all three bear its number (xmin), and
 * the write-ahead log holds them side by side. That joins a person's HMAC to a sealed row and no further: the release
 * gives the urn's rows another number, and what is sealed opens with the mixer's key alone, which is destroyed at the closing.
 *
 * Repeatable, though it writes: a send that was committed before its connection broke is answered `again`.
 */
function sendIn(database: Database): Participations["send"] {
  return repeatable(({ survey, participation, sealed, urnKey, acknowledgement }) =>
    database.transaction(async (connection) => {
      const wasMine = () => isAcknowledged(connection, acknowledgement);
      await connection.rows(BEFORE_CLOSING, [PIKIR_SURVEY, survey]);
      const [kept] = await connection.rows<Kept>(KEEP, [survey, participation, urnKey, sealed, acknowledgement]);
      // A retry that comes after the closing still hears that its send was kept before it.
      if (kept === undefined) return (await wasMine()) ? "again" : "closed";
      // What the mixer could never open must not be taken in.
      if (kept.trouble !== null) throw new Refusal({ kind: "unavailable" });
      if (kept.taken !== 1) return (await wasMine()) ? "again" : "already-taken-part";
      if (kept.put !== 1) throw new Error("a row with this key waits in the urn already");
      return "kept";
    }),
  );
}

async function isAcknowledged(connection: Connection, acknowledgement: Uint8Array): Promise<boolean> {
  return (await connection.rows(ACKNOWLEDGED, [acknowledgement])).length === 1;
}

const NO_SEND_MEANWHILE = "LOCK TABLE acknowledgement IN ACCESS EXCLUSIVE MODE";
const YOUNG = "SELECT id FROM acknowledgement WHERE NOT aged ORDER BY id";
const EMPTY = "TRUNCATE acknowledgement";
const KEEP_AGED = "INSERT INTO acknowledgement (id, aged) SELECT id, true FROM unnest($1::bytea[]) AS id";

/**
 * Written anew, so that none keeps its send's transaction number for longer than half an hour. One process ages them
 * among all that share the database: two would let them live half as long.
 */
function ageAcknowledgementsIn(database: Database): Participations["ageAcknowledgements"] {
  return verb(async () => {
    if (!(await database.holds(LOCKS.tidying))) return;
    await database.transaction(async (connection) => {
      await giveWayToBackup(connection);
      await connection.changes(NO_SEND_MEANWHILE);
      const young = await connection.rows<{ id: Uint8Array }>(YOUNG);
      await connection.changes(EMPTY);
      await connection.changes(KEEP_AGED, [young.map(({ id }) => id)]);
    });
  });
}
