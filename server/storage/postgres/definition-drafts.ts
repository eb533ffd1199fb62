/** Definitions that staff work on. */
import type { DefinitionDraft, DefinitionDrafts } from "../definition-drafts.ts";
import type { Database } from "./connection.ts";
import { repeatable } from "./verb.ts";

const SAVE = `
  INSERT INTO definition_draft (survey, source, saved_by, saved_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (survey) DO UPDATE SET source = excluded.source, saved_by = excluded.saved_by, saved_at = excluded.saved_at`;
const COLUMNS = `survey, source, saved_by AS "savedBy", saved_at AS "savedAt"`;
const FIND = `SELECT ${COLUMNS} FROM definition_draft WHERE survey = $1`;
const LIST = `SELECT ${COLUMNS} FROM definition_draft ORDER BY survey`;
const REMOVE = "DELETE FROM definition_draft WHERE survey = $1";

export function definitionDraftsIn(database: Database): DefinitionDrafts {
  return {
    save: repeatable(async ({ survey, source, savedBy, savedAt }) => {
      await database.changes(SAVE, [survey, source, savedBy, savedAt]);
    }),
    find: repeatable(async (survey) => (await database.rows<DefinitionDraft>(FIND, [survey]))[0]),
    list: repeatable(() => database.rows<DefinitionDraft>(LIST)),
    remove: repeatable(async (survey) => void (await database.changes(REMOVE, [survey]))),
  };
}
