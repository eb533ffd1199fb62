/** "You said, we did": what was done about the problems that citizens named. Open to all, whether or not the survey still is. */
import { page, refused } from "../web/reply.ts";
import { dayWritten } from "../web/written.ts";
import { words } from "./start.ts";
import type { Handler } from "./world.ts";

export const showDone: Handler = async (visit, world) => {
  const listed = await world.catalogue.find(visit.params.survey ?? "");
  if (!listed || listed.survey.simulated) return refused({ kind: "unknown-survey" });
  const { definition } = listed.newest;
  const notes = await world.storage.notes.published(listed.survey.id);
  return page("citizen/done", `${visit.translate("done.title")} – ${words(definition.title, visit)}`, {
    name: words(definition.title, visit),
    survey: `/s/${listed.survey.id}`,
    any: notes.length > 0,
    notes: notes.map(({ said, done, publishedOn }) => ({
      said: words(said, visit),
      done: words(done, visit),
      when: dayWritten(publishedOn ?? "", visit.language),
    })),
  });
};
