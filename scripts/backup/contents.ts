/**
 * What lies in a backup: the database's copy, the journal of withdrawals, and `backup.json`, which names each file with its
 * size and SHA-256, so that a restore can refuse what was cut, changed or swapped on its way.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { CommandError } from "../command.ts";

const contentsShape = z.strictObject({
  made: z.string(),
  database: z.enum(["sqlite", "postgres"]),
  files: z.array(z.strictObject({ name: z.string().regex(/^[a-z.]+$/), bytes: z.number(), sha256: z.string() })),
});

type Contents = Readonly<z.infer<typeof contentsShape>>;

const CONTENTS = "backup.json";
export const JOURNAL = "withdrawals.journal";

/** `files`: names in `folder`. Written last: a folder without it is no whole backup. */
export async function writeContents(
  folder: string,
  database: Contents["database"],
  files: readonly string[],
  now: Date,
) {
  const described = await Promise.all(files.map((name) => describe(folder, name)));
  const contents: Contents = { made: now.toISOString(), database, files: described };
  writeFileSync(join(folder, CONTENTS), `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600, flush: true });
}

async function describe(folder: string, name: string): Promise<Contents["files"][number]> {
  const file = join(folder, name);
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return { name, bytes: statSync(file).size, sha256: hash.digest("hex") };
}

export function isBackup(folder: string): boolean {
  return existsSync(join(folder, CONTENTS));
}

/** The contents, each file of them there and as it was written; else says which is not. */
export async function readContents(folder: string): Promise<Contents> {
  if (!isBackup(folder))
    throw new CommandError(`${folder} is no whole backup: it has no ${CONTENTS}, which npm run backup writes last.`);
  const contents = contentsIn(folder);
  for (const expected of contents.files) {
    if (!existsSync(join(folder, expected.name))) throw new CommandError(`${expected.name} is missing in ${folder}.`);
    const found = await describe(folder, expected.name);
    if (found.sha256 !== expected.sha256)
      throw new CommandError(
        `${expected.name} in ${folder} is not what was written (${found.bytes} bytes of ${expected.bytes}); take another copy of it.`,
      );
  }
  return contents;
}

function contentsIn(folder: string): Contents {
  try {
    return contentsShape.parse(JSON.parse(readFileSync(join(folder, CONTENTS), "utf8")));
  } catch {
    throw new CommandError(`${CONTENTS} in ${folder} cannot be understood; take another copy of the backup.`);
  }
}
