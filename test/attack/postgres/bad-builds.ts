/** Builds that break the promise in the ways that PostgreSQL has of its own: what `xmin`, `ctid`, sequences and its log tell. */
import { type Connection, type Database, openDatabase } from "../../../server/storage/postgres/connection.ts";
import { keepResponses } from "../../../server/storage/postgres/responses.ts";
import type { Release, Storage } from "../../../server/storage/storage.ts";
import { type BadBuild, opened, plainUrn, sendingThrough, stayingRows } from "../bad-builds.ts";
import type { Building, Spoil } from "../running.ts";

export interface BadPostgres extends Omit<BadBuild, "spoil"> {
  /** `superuser`: the database, for whoever may everything in it. */
  readonly spoil?: (superuser: string) => Spoil;
  /** Where an order only shows among many. */
  readonly people?: number;
}

export const BAD_POSTGRES: readonly BadPostgres[] = [
  { name: "a release that deletes its rows and leaves the others", spoil: onDatabase(deleting), caughtBy: "batches" },
  {
    name: "batches laid down one behind the other",
    spoil: onDatabase(oneBehindTheOther),
    people: 120,
    caughtBy: "page order",
  },
  {
    name: "answers in the send's transaction",
    spoil: onDatabase(answersBeside),
    caughtBy: "responses in a send's transaction",
  },
  { name: "a table filled as answers come", spoil: onDatabase(asTheyCome), caughtBy: "rowid order" },
  {
    name: "a serial number that a response keeps",
    spoil: onDatabase(numbered),
    people: 60,
    caughtBy: "numbers in the row",
  },
  { name: "a transaction for each response", spoil: onDatabase(oneByOne), caughtBy: "responses that came alone" },
  { name: "an urn of plain text", spoil: () => plainUrn, caughtBy: "readable answers" },
  { name: "no pool: released as they come", pool: 1, caughtBy: "responses that came alone" },
];

/** Opens a pool of the build's own, as the tables' owner. */
function onDatabase(spoil: (building: Building, database: Database) => Storage): (superuser: string) => Spoil {
  return (superuser) => (building) => {
    const database = openDatabase(superuser, "migrating");
    const storage = spoil(building, database);
    const close = async () => {
      await database.close();
      await storage.close();
    };
    return { ...storage, close };
  };
}

function releasingBy(building: Building, release: Storage["urn"]["release"]): Building {
  return { ...building, storage: { ...building.storage, urn: { ...building.storage.urn, release } } };
}

const TAKE = "DELETE FROM urn WHERE survey = $1 AND key = ANY ($2::bytea[])";
const PUT_BACK = "INSERT INTO urn (survey, key, sealed) SELECT $1, * FROM unnest($2::bytea[], $3::bytea[])";
const WITHDRAW = "DELETE FROM response WHERE survey = $1 AND withdrawal = ANY ($2::bytea[])";
const COUNT_WITHDRAWN = "UPDATE survey SET withdrawn = withdrawn + $2 WHERE id = $1";
const REQUESTS_DONE = "DELETE FROM withdrawal_request WHERE key = ANY ($1::bytea[])";

/** What one would write who thinks of rows alone: it removes and adds what it is told to. */
async function plainRelease(connection: Connection, release: Release): Promise<void> {
  const { survey, taken, left, released, withdrawn, withdrawnWaiting, requests } = release;
  await connection.changes(TAKE, [survey, taken]);
  await connection.changes(PUT_BACK, [survey, left.map(({ key }) => key), left.map(({ sealed }) => sealed)]);
  await keepResponses(connection, survey, released);
  const removed = await connection.changes(WITHDRAW, [survey, withdrawn]);
  await connection.changes(COUNT_WITHDRAWN, [survey, removed + withdrawnWaiting]);
  await connection.changes(REQUESTS_DONE, [requests]);
}

function oneBehindTheOther(building: Building, database: Database): Storage {
  const release = (given: Release) => database.transaction((connection) => plainRelease(connection, given));
  return releasingBy(building, release).storage;
}

function deleting(building: Building, database: Database): Storage {
  return stayingRows({ ...building, storage: oneBehindTheOther(building, database) });
}

const SEND = `
  WITH participant AS (INSERT INTO participation (survey, key) VALUES ($1, $2)),
    acknowledged AS (INSERT INTO acknowledgement (id) VALUES ($5))
  INSERT INTO urn (survey, key, sealed) VALUES ($1, $3, $4)`;
const COPY = "CREATE TABLE IF NOT EXISTS copy_of_response (answers JSON)";
const ADD_COPY = "INSERT INTO copy_of_response (answers) VALUES ($1)";

function answersBeside(building: Building, database: Database): Storage {
  const send: Storage["participations"]["send"] = async (sending) => {
    const { survey, participation, urnKey, sealed, acknowledgement } = sending;
    const { answers } = await opened(sending, building);
    await database.changes(COPY);
    await database.transaction(async (connection) => {
      await connection.changes(SEND, [survey, participation, urnKey, sealed, acknowledgement]);
      await connection.changes(ADD_COPY, [JSON.stringify(answers)]);
    });
    return "kept";
  };
  return { ...building.storage, participations: { ...building.storage.participations, send } };
}

function asTheyCome(building: Building, database: Database): Storage {
  return sendingThrough(building.storage, async (sending) => {
    await database.changes(COPY);
    await database.changes(ADD_COPY, [JSON.stringify((await opened(sending, building)).answers)]);
    return sending;
  });
}

const NUMBERS = "CREATE TABLE IF NOT EXISTS numbered_response (id BIGSERIAL, answers JSON)";
const NEXT = "SELECT nextval('numbered_response_id_seq') AS id";
const ADD_NUMBERED = "INSERT INTO numbered_response (id, answers) VALUES ($1, $2)";

/** The number is given when the answers come, and the rows are laid down in the batch's random order. */
function numbered(building: Building, database: Database): Storage {
  const numbers = new Map<string | null, number>();
  const storage = sendingThrough(building.storage, async (sending) => {
    await database.changes(NUMBERS);
    const [next] = await database.rows<{ id: number }>(NEXT);
    numbers.set((await opened(sending, building)).withdrawal, next?.id ?? 0);
    return sending;
  });
  const release = async (given: Release) => {
    await building.storage.urn.release(given);
    for (const { withdrawal, answers } of given.released)
      await database.changes(ADD_NUMBERED, [numbers.get(withdrawal), JSON.stringify(answers)]);
  };
  return { ...storage, urn: { ...storage.urn, release } };
}

function oneByOne(building: Building, database: Database): Storage {
  const release = async (given: Release) => {
    await building.storage.urn.release({ ...given, released: [] });
    for (const row of given.released)
      await database.transaction((connection) => keepResponses(connection, given.survey, [row]));
  };
  return releasingBy(building, release).storage;
}
