/** What all commands have in common: `--help`, errors on stderr that end in one line with what to do, the exit status. */
import { Refusal } from "../server/records/fault.ts";

export interface Command {
  /** As in `npm run NAME`. */
  readonly name: string;
  /** The whole text of `--help`. */
  readonly usage: string;
  /** `words`: what was typed after the name. Whatever it throws is told in a line. */
  run(words: readonly string[]): Promise<void>;
}

/** What the operator can put right: a mistake in how a command was called, or in a file it was given. */
export class CommandError extends Error {
  /** Printed before the message, a line each: the faults of a file, a usage. */
  readonly details: readonly string[];
  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.details = details;
  }
}

/** Runs a command in this process. The exit status is 0 only where it did what was asked, or `--help` was. */
export async function runCommand({ name, usage, run }: Command): Promise<void> {
  const words = process.argv.slice(2);
  if (words.includes("--help") || words.includes("-h")) {
    console.log(usage);
    return;
  }
  try {
    await run(words);
  } catch (error) {
    for (const line of error instanceof CommandError ? error.details : []) console.error(line);
    console.error(`${name}: ${messageOf(error).replace(/\s+/g, " ")}`);
    process.exitCode = 1;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Refusal && error.fault.kind === "unavailable")
    return "nothing could be kept: look at the disk that DATA_DIR is on, and whether another program locks the database.";
  if (!("code" in error) || typeof error.code !== "string") return error.message;
  // Node goes on to explain how to pass a file whose name begins with a hyphen.
  if (error.code.startsWith("ERR_PARSE_ARGS")) return `${error.message.split(". ")[0]}; see --help.`;
  // "ENOENT: no such file or directory, open 'paper.csv'"
  const system = "path" in error && /^E[A-Z]+: (.*), \w+/.exec(error.message)?.[1];
  return system ? `${String(error.path)} cannot be read: ${system}.` : error.message;
}
