/** Second copies of keys, and backups: that they are there, and that none holds what it must not. */
import { LOOPBACK } from "../../server/config-values.ts";
import { type Finding, look, type Rule, well, wrong } from "./finding.ts";
import type { Backup, Observed } from "./observed.ts";

const DAY = 24 * 60 * 60 * 1000;

export const copies: Rule = ({ copies: sentences, copyBeside, config }) => {
  if (sentences.length > 0)
    return sentences.flatMap((sentence) => wrong(sentence, "What waits in the urn opens with these keys alone."));
  if (copyBeside)
    return look(
      "The second copies of the mixer's keys lie on the same disk as the first.",
      "Set PIKIR_KEY_COPY to a folder on another disk, and copy them there.",
    );
  if (config.keyCopy === undefined)
    return well("No second copies of keys, and PUBLIC_URL is a loopback address: only trying out.");
  return well("Second copies of the mixer's keys are where they should be.");
};

export const backups: Rule = (seen) => {
  const { backups: made, now, config, surveys = [] } = seen;
  const leaking = made.filter((backup) => backup.mustNotBe.length > 0);
  const secrets = leaking.flatMap(({ path, mustNotBe }) =>
    wrong(
      `The backup ${path} holds ${mustNotBe.join(", ")}: keys or unsent answers.`,
      "Delete these files from it, and from wherever it was copied.",
    ),
  );
  return [...secrets, ...ageOf(made, now, config.publicUrl), ...beforeClosing(made, surveys)];
};

function ageOf(made: readonly Backup[], now: Date, publicUrl: URL): readonly Finding[] {
  if (LOOPBACK.includes(publicUrl.hostname) && made.length === 0)
    return well("No backup, and PUBLIC_URL is a loopback address: only trying out.");
  const newest = Math.max(0, ...made.map((backup) => backup.made.getTime()));
  if (newest === 0)
    return wrong(
      "There is no backup that npm run backup has made.",
      "npm run backup -- DIR, every night, to another disk; what was acknowledged since the last one is lost with this disk.",
    );
  const days = Math.floor((now.getTime() - newest) / DAY);
  if (days > 1) return look(`The newest backup is ${days} days old.`, "npm run backup -- DIR, every night.");
  return well("The newest backup is not older than a day or two.");
}

function beforeClosing(made: readonly Backup[], surveys: NonNullable<Observed["surveys"]>): readonly Finding[] {
  return surveys.flatMap(({ id, closedOn }) => {
    const before = made.filter((backup) => closedOn !== undefined && backup.made.toISOString().slice(0, 10) < closedOn);
    if (before.length === 0) return [];
    return wrong(
      `${id} was closed on ${closedOn}, and ${before.map(({ path }) => path).join(", ")} is older.`,
      "Delete these backups: with a copy of the keys they would undo what the closing promises.",
    );
  });
}
