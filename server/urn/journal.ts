/**
 * The journal of withdrawals: one HMAC a line, in a file beside the database and its backups. A backup from before a
 * withdrawal is the withdrawn answers again; the mixer reads the journal at every start and withdraws them anew.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { WithdrawalJournal } from "./mixer.ts";

export function openJournal(file: string): WithdrawalJournal {
  const marks = new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(isMark) : []);
  return {
    marks: () => marks,
    add: (added) => {
      const fresh = added.filter((mark) => !marks.has(mark));
      if (fresh.length === 0) return;
      append(file, `${fresh.join("\n")}\n`);
      for (const mark of fresh) marks.add(mark);
    },
  };
}

/** On the disk before the rows go: a crash between the two withdraws again, which changes nothing. */
function append(file: string, lines: string): void {
  const handle = openSync(file, "a", 0o600);
  try {
    // A line that a crash cut short must not swallow the next.
    writeSync(handle, `\n${lines}`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isMark(line: string): boolean {
  return /^[0-9a-f]{64}$/.test(line);
}
