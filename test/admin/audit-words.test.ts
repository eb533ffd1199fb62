import { join } from "node:path";
import { expect, test } from "vitest";
import { aboutWords, whoWords } from "../../server/admin/audit-words.ts";
import type { Act } from "../../server/records/audit.ts";
import { readLanguages } from "../../server/web/languages.ts";

const { translator } = readLanguages(join(import.meta.dirname, "../../views/languages"));
const russian = translator("ru");

test.each<readonly [Act, string, string]>([
  ["sign-in-failed", "provider: not invited", "служба входа: нет приглашения"],
  ["sign-in-failed", "password change: code", "смена пароля: код"],
  ["role-changed", "Дана: analyst", "Дана: аналитик"],
  ["confirmed", "close-survey roads ea8b22c6876e", "Закрыть опрос roads навсегда ea8b22c6876e"],
  // What is no word of ours stays as it was kept, even where it looks like one.
  ["draft-saved", "password", "password"],
  ["paused", "one", "one"],
  ["downloaded", "roads close-survey ea8b22c6876e", "roads close-survey ea8b22c6876e"],
])("%s: %s is read as %s", (act, about, words) => {
  expect(aboutWords(act, about, russian)).toBe(words);
});

test("the command line and strangers are named in the page's language, people as they are called", () => {
  expect(["operator", "nobody", "Дана"].map((who) => whoWords(who, translator("kk")))).toEqual([
    "оператор",
    "белгісіз біреу",
    "Дана",
  ]);
});
