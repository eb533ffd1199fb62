/** The survey that simulated citizens walk: a copy of a real one's definition, marked as simulated for ever. */
import type { Config } from "../../server/config.ts";
import { publish } from "../../server/publishing.ts";
import { newestOf, type PublishedSurvey } from "../../server/records/survey.ts";
import type { Storage } from "../../server/storage/storage.ts";
import type { Definition } from "../../server/survey/definition.ts";

/** What stands in the way of a simulation; the message says what to do. */
export class NotPossible extends Error {}

/** Appended to the title in each language; a language that is not here gets the English mark. */
const MARKS: Readonly<Record<string, string>> = { kk: "симуляция", ru: "симуляция", en: "simulation" };
const LONGEST_ID = 40;

/** The simulated copy of a survey's newest definition, published now if it is new. */
export async function simulatedCopy(
  id: string,
  storage: Pick<Storage, "surveys" | "staff" | "participations" | "urn" | "responses" | "counters">,
  config: Pick<Config, "keysDir" | "keyCopy">,
  now: Date,
): Promise<Definition> {
  const surveys = await storage.surveys.all();
  const original = surveys.find((survey) => survey.id === id);
  if (!original) throw new NotPossible(`there is no survey "${id}"; choose one of ${namesOf(surveys)}.`);
  if (original.simulated) throw new NotPossible(`"${id}" is itself simulated; name the survey that it is a copy of.`);
  const copy = copyOf(newestOf(original).definition);
  if (copy.id.length > LONGEST_ID) throw new NotPossible(`"${id}" is too long an id to append -sim to.`);
  refuseUnlessWalkable(surveys.find((survey) => survey.id === copy.id));
  await publish(copy, { storage, config, now }, true);
  return copy;
}

/** Without opening and closing dates: the simulated time is another than ours. Signed in to, whatever the original: nobody gives out codes to nobody. */
function copyOf({ opens: _opens, closes: _closes, ...definition }: Definition): Definition {
  const title = Object.entries(definition.title).map(([code, words]) => [
    code,
    `${words} (${MARKS[code] ?? MARKS.en})`,
  ]);
  return { ...definition, access: "sign-in", id: `${definition.id}-sim`, title: Object.fromEntries(title) };
}

function refuseUnlessWalkable(copy: PublishedSurvey | undefined): void {
  if (!copy) return;
  if (!copy.simulated) throw new NotPossible(`the survey "${copy.id}" is real: simulated answers have no place in it.`);
  if (copy.closedOn !== undefined) throw new NotPossible(`the survey "${copy.id}" was closed on ${copy.closedOn}.`);
}

function namesOf(surveys: readonly PublishedSurvey[]): string {
  const real = surveys.filter((survey) => !survey.simulated).map((survey) => survey.id);
  return real.length > 0 ? real.join(", ") : "none: publish one with npm run survey -- publish FILE";
}
