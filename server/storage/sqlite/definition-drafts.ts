/** Definitions that staff work on. */
import type { DefinitionDraft, DefinitionDrafts } from "../definition-drafts.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const SAVE = `
  INSERT INTO definition_draft (survey, source, saved_by, saved_at) VALUES (@survey, @source, @savedBy, @savedAt)
  ON CONFLICT (survey) DO UPDATE SET source = excluded.source, saved_by = excluded.saved_by, saved_at = excluded.saved_at`;
const FIND = `
  SELECT survey, source, saved_by AS "savedBy", saved_at AS "savedAt" FROM definition_draft WHERE survey = ?`;
const LIST = `
  SELECT survey, source, saved_by AS "savedBy", saved_at AS "savedAt" FROM definition_draft ORDER BY survey`;
const REMOVE = "DELETE FROM definition_draft WHERE survey = ?";

export function definitionDraftsIn(kept: Connection): DefinitionDrafts {
  const save = kept.prepare<[DefinitionDraft]>(SAVE);
  const find = kept.prepare<[string], DefinitionDraft>(FIND);
  const list = kept.prepare<[], DefinitionDraft>(LIST);
  const remove = kept.prepare<[string]>(REMOVE);
  return {
    save: verb((draft) => void save.run(draft)),
    find: verb((survey) => find.get(survey)),
    list: verb(() => list.all()),
    remove: verb((survey) => void remove.run(survey)),
  };
}
