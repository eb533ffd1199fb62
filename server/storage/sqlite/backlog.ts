/** The feedback loop: agreement, items and their changes, notes. */
import type { Agreement, BacklogChange, BacklogItem, Note } from "../../records/backlog.ts";
import type { Backlog, Notes } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const AGREEMENT = "SELECT json FROM backlog_agreement WHERE survey = ?";
const AGREE = `
  INSERT INTO backlog_agreement (survey, json) VALUES (?, ?) ON CONFLICT (survey) DO UPDATE SET json = excluded.json`;
const ITEMS = `
  SELECT survey, id, category, service, days, reported_on AS reportedOn, due_on AS dueOn
  FROM backlog_item WHERE survey = ? ORDER BY due_on, id`;
const CHANGES = `
  SELECT item, status, unit, changed_on AS "on", who FROM backlog_change WHERE survey = ? ORDER BY item, number`;

type ItemRow = Omit<BacklogItem, "changes">;
type ChangeRow = BacklogChange & { readonly item: string };

export function backlogIn(kept: Connection): Backlog {
  const agreement = kept.prepare<[string], string>(AGREEMENT).pluck();
  const agree = kept.prepare<[string, string]>(AGREE);
  return {
    agreement: verb((survey) => JSON.parse(agreement.get(survey) ?? "{}") as Agreement),
    agree: verb((survey, given) => void agree.run(survey, JSON.stringify(given))),
    of: ofIn(kept),
    add: addIn(kept),
    change: changeIn(kept),
  };
}

function ofIn(kept: Connection): Backlog["of"] {
  const items = kept.prepare<[string], ItemRow>(ITEMS);
  const changes = kept.prepare<[string], ChangeRow>(CHANGES);
  const of = kept.transaction((survey: string) => {
    const all = changes.all(survey);
    return items.all(survey).flatMap((item) => {
      const [first, ...rest] = all.filter((change) => change.item === item.id).map(changeFrom);
      return first ? [{ ...item, changes: [first, ...rest] as const }] : [];
    });
  });
  return verb((survey) => of(survey));
}

function changeFrom({ status, unit, on, who }: ChangeRow): BacklogChange {
  return { status, unit, on, who };
}

const IS_OPEN = `
  SELECT 1 FROM backlog_item AS item JOIN backlog_change AS change ON change.survey = item.survey AND change.item = item.id
  WHERE item.survey = ? AND item.category = ? AND item.service = ? AND change.status NOT IN ('fixed', 'declined')
    AND change.number = (SELECT max(number) FROM backlog_change WHERE survey = item.survey AND item = item.id)`;
const ADD = `
  INSERT INTO backlog_item (survey, id, category, service, days, reported_on, due_on)
  VALUES (@survey, @id, @category, @service, @days, @reportedOn, @dueOn)`;
const ADD_CHANGE = `
  INSERT INTO backlog_change (survey, item, number, status, unit, changed_on, who) VALUES (?, ?, ?, ?, ?, ?, ?)`;

function addIn(kept: Connection): Backlog["add"] {
  const isOpen = kept.prepare<[string, string, string]>(IS_OPEN);
  const add = kept.prepare<[ItemRow]>(ADD);
  const addChange = kept.prepare<[string, string, number, string, string, string, string]>(ADD_CHANGE);
  const addItem = kept.transaction(({ changes, ...row }: BacklogItem) => {
    if (isOpen.get(row.survey, row.category, row.service) !== undefined) return "there-already";
    add.run(row);
    for (const [at, { status, unit, on, who }] of changes.entries())
      addChange.run(row.survey, row.id, at + 1, status, unit, on, who);
    return "added";
  });
  return verb((item) => addItem.immediate(item));
}

const COUNT_CHANGES = "SELECT count(*) FROM backlog_change WHERE survey = ? AND item = ?";

function changeIn(kept: Connection): Backlog["change"] {
  const count = kept.prepare<[string, string], number>(COUNT_CHANGES).pluck();
  const addChange = kept.prepare<[string, string, number, string, string, string, string]>(ADD_CHANGE);
  const change = kept.transaction((survey: string, id: string, made: BacklogChange, seen: number) => {
    const known = count.get(survey, id) ?? 0;
    if (known === 0) return "unknown";
    if (known !== seen) return "stale";
    addChange.run(survey, id, known + 1, made.status, made.unit, made.on, made.who);
    return "changed";
  });
  return verb((survey, id, made, seen) => change.immediate(survey, id, made, seen));
}

const NOTES = "SELECT survey, id, item, json, published_on AS publishedOn FROM note WHERE survey = ? ORDER BY id";
const PUBLISHED = `
  SELECT survey, id, item, json, published_on AS publishedOn FROM note
  WHERE survey = ? AND published_on IS NOT NULL ORDER BY published_on DESC, id`;
const KEEP = `
  INSERT INTO note (survey, id, item, json) VALUES (?, ?, ?, ?)
  ON CONFLICT (survey, id) DO UPDATE SET item = excluded.item, json = excluded.json WHERE note.published_on IS NULL`;
const PUBLISH = "UPDATE note SET published_on = ? WHERE survey = ? AND id = ?";

type NoteRow = Omit<Note, "said" | "done"> & { readonly json: string };

export function notesIn(kept: Connection): Notes {
  const notes = kept.prepare<[string], NoteRow>(NOTES);
  const published = kept.prepare<[string], NoteRow>(PUBLISHED);
  const keep = kept.prepare<[string, string, string | null, string]>(KEEP);
  const publish = kept.prepare<[string | null, string, string]>(PUBLISH);
  return {
    of: verb((survey) => notes.all(survey).map(noteFrom)),
    published: verb((survey) => published.all(survey).map(noteFrom)),
    keep: verb(({ survey, id, item, said, done }) =>
      keep.run(survey, id, item, JSON.stringify({ said, done })).changes === 1 ? "kept" : "published",
    ),
    publish: verb((survey, id, day) => (publish.run(day, survey, id).changes === 1 ? "done" : "unknown")),
  };
}

/** Parsed with no check of its shape: it had one when it was kept. */
function noteFrom({ json, ...row }: NoteRow): Note {
  return { ...row, ...(JSON.parse(json) as Pick<Note, "said" | "done">) };
}
