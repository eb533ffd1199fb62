/** Whether the mixer's keys have their second copies: what waits in the urn is lost with the only one. */
import type { Config } from "./config.ts";
import { LOOPBACK } from "./config-values.ts";
import { missingCopies } from "./keys.ts";

/** What to say at every start, a sentence each; nothing where all is well, or where Pikir is only being tried out. */
export function copyWarnings({
  keysDir,
  keyCopy,
  publicUrl,
}: Pick<Config, "keysDir" | "keyCopy" | "publicUrl">): readonly string[] {
  if (keyCopy !== undefined) return missingCopies(keysDir, keyCopy).map((file) => warning(file, keysDir, keyCopy));
  if (LOOPBACK.includes(publicUrl.hostname)) return [];
  return [
    "PIKIR_KEY_COPY is not set: if the disk of KEYS_DIR fails, all answers that wait in the urn are lost. Set it to a folder on another disk, and copy KEYS_DIR/mixer/*.private there.",
  ];
}

function warning(file: string, keysDir: string, keyCopy: string): string {
  return `The second copy of a key of the mixer is missing or differs: compare ${keysDir}/mixer/${file} with ${keyCopy}/${file}, and copy the one that opens the urn over the other.`;
}
