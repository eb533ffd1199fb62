/** The feedback loop: agreement, items and their changes, notes. */
import type { Agreement, BacklogChange, BacklogItem, Note } from "../../records/backlog.ts";
import type { Backlog, Notes } from "../storage.ts";
import { type Connection, type Database, LOCKS, PIKIR } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const AGREEMENT = "SELECT json FROM backlog_agreement WHERE survey = $1";
const AGREE = `
  INSERT INTO backlog_agreement (survey, json) VALUES ($1, $2::json)
  ON CONFLICT (survey) DO UPDATE SET json = excluded.json`;
const ITEMS = `
  SELECT survey, id, category, service, days, reported_on AS "reportedOn", due_on AS "dueOn",
    (SELECT json_agg(json_build_object('status', status, 'unit', unit, 'on', changed_on, 'who', who) ORDER BY number)
     FROM backlog_change AS change WHERE change.survey = item.survey AND change.item = item.id) AS changes
  FROM backlog_item AS item WHERE survey = $1 ORDER BY due_on, id`;

export function backlogIn(database: Database): Backlog {
  return {
    agreement: repeatable(
      async (survey) => (await database.rows<{ json: Agreement }>(AGREEMENT, [survey]))[0]?.json ?? {},
    ),
    agree: repeatable(async (survey, given) => {
      await database.changes(AGREE, [survey, JSON.stringify(given)]);
    }),
    of: repeatable((survey) => database.rows<BacklogItem>(ITEMS, [survey])),
    add: verb((item) => database.transaction((connection) => add(connection, item))),
    change: verb((survey, id, made, seen) =>
      database.transaction((connection) => change(connection, { survey, id, made, seen })),
    ),
  };
}

const IS_OPEN = `
  SELECT 1 FROM backlog_item AS item JOIN backlog_change AS change ON change.survey = item.survey AND change.item = item.id
  WHERE item.survey = $1 AND item.category = $2 AND item.service = $3 AND change.status NOT IN ('fixed', 'declined')
    AND change.number = (SELECT max(number) FROM backlog_change AS last WHERE last.survey = item.survey AND last.item = item.id)`;
const ADD = `
  INSERT INTO backlog_item (survey, id, category, service, days, reported_on, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const ADD_CHANGE = `
  INSERT INTO backlog_change (survey, item, number, status, unit, changed_on, who) VALUES ($1, $2, $3, $4, $5, $6, $7)`;

async function add(connection: Connection, item: BacklogItem): Promise<"added" | "there-already"> {
  const { survey, id, category, service, days, reportedOn, dueOn, changes } = item;
  await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.planning]);
  if ((await connection.rows(IS_OPEN, [survey, category, service])).length > 0) return "there-already";
  await connection.changes(ADD, [survey, id, category, service, days, reportedOn, dueOn]);
  for (const [at, { status, unit, on, who }] of changes.entries())
    await connection.changes(ADD_CHANGE, [survey, id, at + 1, status, unit, on, who]);
  return "added";
}

const COUNT_CHANGES = "SELECT count(*) AS count FROM backlog_change WHERE survey = $1 AND item = $2";

interface Changing {
  readonly survey: string;
  readonly id: string;
  readonly made: BacklogChange;
  readonly seen: number;
}

async function change(connection: Connection, { survey, id, made, seen }: Changing) {
  await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.planning]);
  const [known] = await connection.rows<{ count: number }>(COUNT_CHANGES, [survey, id]);
  if (!known || known.count === 0) return "unknown" as const;
  if (known.count !== seen) return "stale" as const;
  const { status, unit, on, who } = made;
  await connection.changes(ADD_CHANGE, [survey, id, seen + 1, status, unit, on, who]);
  return "changed" as const;
}

const COLUMNS = 'survey, id, item, json, published_on AS "publishedOn"';
const NOTES = `SELECT ${COLUMNS} FROM note WHERE survey = $1 ORDER BY id`;
const PUBLISHED = `
  SELECT ${COLUMNS} FROM note WHERE survey = $1 AND published_on IS NOT NULL ORDER BY published_on DESC, id`;
const KEEP = `
  INSERT INTO note (survey, id, item, json) VALUES ($1, $2, $3, $4::json)
  ON CONFLICT (survey, id) DO UPDATE SET item = excluded.item, json = excluded.json WHERE note.published_on IS NULL`;
const PUBLISH = "UPDATE note SET published_on = $1 WHERE survey = $2 AND id = $3";

type NoteRow = Omit<Note, "said" | "done"> & { readonly json: Pick<Note, "said" | "done"> };

export function notesIn(database: Database): Notes {
  const rows = async (sql: string, survey: string) => (await database.rows<NoteRow>(sql, [survey])).map(noteFrom);
  return {
    of: repeatable((survey) => rows(NOTES, survey)),
    published: repeatable((survey) => rows(PUBLISHED, survey)),
    keep: verb(async ({ survey, id, item, said, done }) =>
      (await database.changes(KEEP, [survey, id, item, JSON.stringify({ said, done })])) === 1 ? "kept" : "published",
    ),
    publish: verb(async (survey, id, day) =>
      (await database.changes(PUBLISH, [day, survey, id])) === 1 ? "done" : "unknown",
    ),
  };
}

function noteFrom({ json, ...row }: NoteRow): Note {
  return { ...row, ...json };
}
