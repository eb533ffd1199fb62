import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseLanguage, readLanguages } from "../../server/web/languages.ts";
import { ROOT } from "../support/pikir.ts";

const FOLDER = join(ROOT, "views", "languages");
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Texts = { readonly [key: string]: string | Texts };

function textsIn(file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const collect = (texts: Texts, prefix: string) => {
    for (const [key, text] of Object.entries(texts)) {
      if (typeof text === "string") found.set(prefix + key, text);
      else collect(text, `${prefix}${key}.`);
    }
  };
  collect(JSON.parse(readFileSync(join(FOLDER, file), "utf8")), "");
  return found;
}

const languages = new Map(readdirSync(FOLDER).map((file) => [file, textsIn(file)]));
const plain = (keys: Iterable<string>) => [...new Set([...keys].map((key) => key.replace(PLURAL, "")))].sort();
const placeholders = (text: string) => [...new Set(text.match(/\{\{\s*\w+/g) ?? [])].sort();

function sources(folder: string, ending: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.name.endsWith(ending))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

/** Keys written out in templates and handlers, and the patterns of those put together from parts. */
function used(): { readonly keys: ReadonlySet<string>; readonly patterns: readonly RegExp[] } {
  const templates = sources("views", ".hbs").flatMap((text) =>
    [...text.matchAll(/[{(]t "([^"]+)"/g)].map(([, key]) => key ?? ""),
  );
  const code = sources("server", ".ts").join("\n");
  const written = [...code.matchAll(/"([a-z][\w-]*(?:\.[\w-]+)+)"/gi)].map(([, key]) => key ?? "");
  const composed = [...code.matchAll(/`([a-z]\w*\.[^`]*\$\{[^`]*)`/gi)].map(([, pattern]) => pattern ?? "");
  const patterns = composed.map((text) => new RegExp(`^${text.replace(/\./g, "\\.").replace(/\$\{[^}]*\}/g, ".+")}$`));
  return { keys: new Set([...templates, ...written, "order", "product"]), patterns };
}

describe("the words of the pages", () => {
  const [[, first]] = [...languages] as [[string, ReadonlyMap<string, string>]];

  test.each([...languages.keys()])("%s has every key, with the same placeholders", (file) => {
    const texts = languages.get(file) ?? new Map<string, string>();
    expect(plain(texts.keys())).toEqual(plain(first.keys()));
    for (const [key, text] of texts) {
      const other = [...first].find(([each]) => each.replace(PLURAL, "") === key.replace(PLURAL, ""))?.[1] ?? "";
      expect([key, placeholders(text)]).toEqual([key, placeholders(other)]);
      expect(text.trim(), key).not.toBe("");
    }
  });

  test.each([...languages.keys()])("%s has the plural forms of its language", (file) => {
    const texts = languages.get(file) ?? new Map<string, string>();
    const forms = new Intl.PluralRules(file.replace(".json", "")).resolvedOptions().pluralCategories;
    const counted = [...texts.keys()].filter((key) => PLURAL.test(key));
    for (const key of plain(counted))
      expect(forms.map((form) => `${key}_${form}`).filter((each) => !texts.has(each))).toEqual([]);
  });

  test("every key that a template or a handler names is there, and no key is there for nothing", () => {
    const { keys, patterns } = used();
    const known = new Set(plain(first.keys()));
    const templates = sources("views", ".hbs").flatMap((text) =>
      [...text.matchAll(/[{(]t "([^"]+)"/g)].map(([, key]) => key ?? ""),
    );
    expect(templates.filter((key) => !known.has(key))).toEqual([]);
    const idle = [...known].filter((key) => !keys.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(idle).toEqual([]);
  });

  test("a missing key is an error, not a word in another language", async () => {
    const { translator } = await readLanguages(FOLDER);
    expect(() => translator("kk")("nothing.of.the.kind")).toThrow(/no text for/);
    expect(() => translator("xx")).toThrow(/no language file/);
  });

  test("the languages are offered in the order their files say", async () => {
    expect((await readLanguages(FOLDER)).codes).toEqual(["kk", "ru", "en"]);
  });
});

describe("the language of an answer", () => {
  const offered = ["kk", "ru", "en"];
  test.each([
    ["what the address asks for comes first", { asked: "en", chosen: "ru", accepted: "kk" }, "en"],
    ["then what was chosen before", { asked: undefined, chosen: "ru", accepted: "kk" }, "ru"],
    [
      "then the browser's wishes, most wanted first",
      { asked: undefined, chosen: null, accepted: "de, en;q=0.5, ru-KZ;q=0.9" },
      "ru",
    ],
    ["a wish of weight nought is no wish", { asked: undefined, chosen: null, accepted: "en;q=0" }, "kk"],
    ["an unknown language is passed over", { asked: "xx", chosen: "yy", accepted: "zz" }, "kk"],
    ["nonsense is no reason to fall over", { asked: undefined, chosen: null, accepted: ";;q=,,;q=x" }, "kk"],
  ])("%s", (_rule, wishes, language) => {
    expect(chooseLanguage(offered, wishes)).toBe(language);
  });
});
