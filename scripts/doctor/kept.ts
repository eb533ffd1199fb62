/** What is kept of the surveys: urns that do not empty, surveys that were never closed, releases that are missing or changed. */
import { join } from "node:path";
import { type Finding, look, type Rule, well, wrong } from "./finding.ts";

export const urns: Rule = ({ surveys = [], config }) =>
  surveys.flatMap(({ id, waiting, trouble, closedOn }) => {
    if (trouble !== undefined)
      return wrong(
        `The urn of ${id} takes nothing: ${trouble}`,
        "Put the right keys back into KEYS_DIR/mixer; the mixer looks again when it starts.",
      );
    if (closedOn !== undefined && waiting > 0)
      return wrong(
        `${id} is closed, and ${waiting} responses still wait in its urn.`,
        `npm run survey -- close ${id} goes on where it was cut short.`,
      );
    if (waiting > 4 * config.pool)
      return wrong(
        `${waiting} responses wait in the urn of ${id}, and ${2 * config.pool} are enough for a release.`,
        "The mixer does not run: look at the server's log.",
      );
    return [];
  });

export const overdue: Rule = ({ surveys = [], now }) =>
  surveys.flatMap(({ id, closes, closedOn, simulated }) => {
    if (simulated || closes === undefined || closedOn !== undefined || closes >= now.toISOString().slice(0, 10))
      return [];
    return look(
      `${id} took answers until ${closes} and was never closed: its participation key is still there.`,
      `npm run survey -- close ${id}`,
    );
  });

/** What was published cannot be made anew: its keys and its order are chance. */
export const releases: Rule = ({ stock, config }) => {
  if (stock === undefined || (stock.releases === 0 && stock.strangers.length === 0)) return [];
  const folder = join(config.dataDir, "releases");
  const found: Finding[] = [];
  if (stock.missing.length > 0)
    found.push(
      ...wrong(
        `Of what was released ${stock.missing.join(", ")} is missing in ${folder}.`,
        "Put it back from your copy of that folder; until then nobody can download it, and the survey has no further release.",
      ),
    );
  if (stock.spoilt.length > 0)
    found.push(
      ...wrong(
        `${stock.spoilt.join(", ")} in ${folder} is not what was released: its SHA-256 differs.`,
        "Put it back from your copy of that folder, and find out who changed it.",
      ),
    );
  if (stock.strangers.length > 0)
    found.push(
      ...look(
        `${stock.strangers.join(", ")} in ${folder} is no release that this database knows.`,
        "It may be younger than the backup that was restored. Keep it elsewhere, or delete it.",
      ),
    );
  return found.length > 0 ? found : well(`All files of ${stock.releases} releases are as they were written.`);
};
