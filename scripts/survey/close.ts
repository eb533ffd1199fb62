/** `survey close`: closes a survey for ever, and says what was destroyed and what whoever closes has to do themselves. */
import { type Closed, type Closing, closeSurvey, NotClosed } from "../../server/closing.ts";
import { MissingKey } from "../../server/key-files.ts";
import { CommandError } from "../command.ts";

/** What is said once all is done. Throws a `CommandError` where it could not be finished; closing again goes on from there. */
export async function close(survey: string, closing: Closing): Promise<string> {
  try {
    return told(await closeSurvey(survey, closing), closing);
  } catch (error) {
    if (error instanceof NotClosed || error instanceof MissingKey) throw new CommandError(error.message);
    throw error;
  }
}

function told({ signed, file, destroyed, left, backups }: Closed, { config }: Closing): string {
  const { survey, closedOn, counts } = signed.protocol;
  const { participations, imported, released, withdrawn } = counts;
  const there = destroyed.length > 0 ? destroyed : ["none: they had been destroyed before"];
  return [
    `${survey}: closed on ${closedOn}; ${participations} participations, ${imported} imported responses; ${released} responses released, ${withdrawn} withdrawn.`,
    `The protocol, signed, is ${file} and stands at /privacy. Anybody checks it with: npm run survey -- verify FILE`,
    "",
    "Keys destroyed:",
    ...there.map((key) => `  ${key}`),
    "They were overwritten before they were removed. Flash memory, journals and snapshots may keep the old bytes even so:",
    "only a disk that is encrypted, or destroyed, is sure to forget. Delete snapshots, and all copies of KEYS_DIR you made.",
    ...(config.keyCopy === undefined
      ? ["PIKIR_KEY_COPY is not set: if there is a second copy of the urn's key, destroy it."]
      : []),
    "",
    ...(left.length > 0 ? ["What the database could not do by itself:", ...left.map((each) => `  ${each}`), ""] : []),
    "Delete every copy of the database that was made before now, wherever it is: it holds the participations of a survey",
    "that was open, and with others of its kind the order in which they came.",
    ...(backups.length > 0 ? ["Those that Pikir knows of:", ...backups.map((backup) => `  ${backup}`)] : []),
    "Then make a new backup.",
  ].join("\n");
}
