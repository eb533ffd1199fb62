import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyWarnings } from "../../server/key-copies.ts";
import { makeSurveyKeys } from "../../server/keys.ts";
import { folderOfTest } from "../storage/folder.ts";

const LOCAL = new URL("http://127.0.0.1:3000");
const PUBLIC = new URL("https://survey.example.org");

async function keys(copies: boolean) {
  const { path } = folderOfTest();
  const [keysDir, keyCopy] = [join(path, "keys"), join(path, "copy")];
  await makeSurveyKeys(keysDir, "tea-survey", copies ? keyCopy : undefined);
  return { path, keysDir, keyCopy };
}

test("with both copies there is nothing to say, and what is no private key of the mixer needs none", async () => {
  const { keysDir, keyCopy } = await keys(true);
  writeFileSync(join(keysDir, "mixer", "notes.txt"), "");
  expect(copyWarnings({ keysDir, keyCopy, publicUrl: PUBLIC })).toEqual([]);
});

test("a copy that is missing or differs is named with what to do", async () => {
  const { path, keysDir, keyCopy } = await keys(true);
  writeFileSync(join(keyCopy, "tea-survey.urn.private"), "other");
  expect(copyWarnings({ keysDir, keyCopy, publicUrl: LOCAL }).map((line) => line.replaceAll(`${path}/`, ""))).toEqual([
    "The second copy of a key of the mixer is missing or differs: compare keys/mixer/tea-survey.urn.private with copy/tea-survey.urn.private, and copy the one that opens the urn over the other.",
  ]);
  mkdirSync(join(path, "empty"));
  copyFileSync(join(keysDir, "mixer", "withdrawal.private"), join(path, "empty", "withdrawal.private"));
  expect(copyWarnings({ keysDir, keyCopy: join(path, "empty"), publicUrl: LOCAL })).toHaveLength(1);
  expect(copyWarnings({ keysDir, keyCopy: join(path, "nowhere"), publicUrl: LOCAL })).toHaveLength(2);
});

test("without a second copy a public installation is warned, and one that is only tried out is not", async () => {
  const { keysDir } = await keys(false);
  expect(copyWarnings({ keysDir, keyCopy: undefined, publicUrl: LOCAL })).toEqual([]);
  expect(copyWarnings({ keysDir, keyCopy: undefined, publicUrl: PUBLIC })).toEqual([
    expect.stringMatching(/^PIKIR_KEY_COPY is not set: .* are lost\. Set it to a folder on another disk/),
  ]);
});
