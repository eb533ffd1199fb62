/** `npm run audit`: checks the chain of the audit log. */
import { BEGINNING, type Entry, firstBroken } from "../server/records/audit.ts";
import { CommandError, runCommand } from "./command.ts";
import { openStorage } from "./open.ts";

const USAGE = `npm run audit -- verify

  --help    this text

Recomputes every hash of the audit log. Each binds an entry to the one before, so an entry that was changed, left out or put between
breaks the chain from there on. Printed are how many entries there are and the last hash: note it somewhere else, for who could write
the whole database could compute a whole new chain, and would end with another hash.`;

await runCommand({ name: "audit", usage: USAGE, run });

async function run(given: readonly string[]): Promise<void> {
  if (given.length !== 1 || given[0] !== "verify") throw new CommandError("say: npm run audit -- verify");
  const { storage } = await openStorage();
  try {
    let last: Pick<Entry, "number" | "hash"> = { number: 0, hash: BEGINNING };
    async function* remembering() {
      for await (const entry of storage.audit.each()) {
        last = entry;
        yield entry;
      }
    }
    const broken = await firstBroken(remembering());
    if (broken !== undefined)
      throw new CommandError(
        `the audit log is broken at entry ${broken}: it or one before it was altered. Compare with a backup`,
      );
    console.log(`The audit log is whole: ${last.number} entries, last hash ${Buffer.from(last.hash).toString("hex")}`);
  } finally {
    await storage.close();
  }
}
