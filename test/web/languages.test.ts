import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseLanguage, readLanguages } from "../../server/web/languages.ts";
import { ROOT } from "../support/pikir.ts";
import { COMPOSED } from "./composed-keys.ts";
import { hardCodedWords } from "./hard-coded-words.ts";

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

interface Source {
  readonly path: string;
  readonly text: string;
}

function sources(folder: string, ending: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, "utf8") }));
}

const templates = sources("views", ".hbs");
const code = [...sources("server", ".ts"), ...sources("scripts", ".ts")];

/** Every `{{t ...}}` and `(t ...)` of the templates; undefined where it names no key of its own. */
const inTemplates = templates.flatMap(({ path, text }) =>
  [...text.matchAll(/[{(]t\s+("([\w.-]+)"|[^\s)}]+)/g)].map(([whole, , key]) => ({ path, whole, key })),
);

const known = new Set(plain(languages.get("en.json")?.keys() ?? []));
const sections = [...new Set([...known].filter((key) => key.includes(".")).map((key) => key.split(".")[0]))];
const ofSection = `(?:${sections.join("|")})`;
/** File names of ours and members of objects look like keys, too. */
const isNoKey = /\.(ts|js|css|hbs|json|sql|yaml|csv|html|svg|png|pdf|md|private|public)$/;

/** Keys written out in the code: whatever looks like one of a section's. */
const inCode = code.flatMap(({ path, text }) =>
  [...text.matchAll(new RegExp(`"(${ofSection}(?:\\.[\\w-]+)+)"`, "g"))]
    .map(([, key = ""]) => ({ path, key }))
    .filter(({ key }) => !isNoKey.test(key)),
);

/** Keys put together in the code, a star for each part that is filled in. */
const composed = code.flatMap(({ path, text }) =>
  [...text.matchAll(new RegExp(`\`(${ofSection}\\.[^\`\\s]*\\$\\{[^\`]*)\``, "g"))]
    .map(([, key = ""]) => ({ path, key: key.replace(/\$\{[^}]*\}/g, "*") }))
    .filter(({ key }) => !isNoKey.test(key)),
);

const declared = Object.entries(COMPOSED).flatMap(([key, parts]) => parts.map((part) => key.replace("*", part)));

describe("the words of the pages", () => {
  test("every key that a template names is there, and each template names its keys itself", () => {
    expect(inTemplates.length).toBeGreaterThan(50);
    expect(inTemplates.filter(({ key }) => key === undefined)).toEqual([]);
    expect(inTemplates.filter(({ key = "" }) => !known.has(key))).toEqual([]);
  });

  test("every key that the code names is there", () => {
    const isDeclared = (key: string) => declared.some((each) => each.startsWith(`${key}.`));
    expect(inCode.length).toBeGreaterThan(20);
    expect(inCode.filter(({ key }) => !known.has(key) && !isDeclared(key))).toEqual([]);
  });

  test("every key that the code puts together is declared in composed-keys.ts, and is there", () => {
    expect(composed.filter(({ key }) => !(key in COMPOSED))).toEqual([]);
    const used = composed.map(({ key }) => key);
    expect(Object.keys(COMPOSED).filter((key) => !used.includes(key))).toEqual([]);
    // The names of the languages come from the files themselves.
    expect(declared.filter((key) => !known.has(key) && !key.startsWith("languages."))).toEqual([]);
  });

  test("no key is there for nothing", () => {
    const used = new Set([...inTemplates.map(({ key = "" }) => key), ...inCode.map(({ key }) => key), ...declared]);
    const ofTheFile = ["order", "name", "direction"];
    expect([...known].filter((key) => !used.has(key) && !ofTheFile.includes(key))).toEqual([]);
  });

  test.each([...languages.keys()])("%s has every key, with the same placeholders", (file) => {
    const texts = languages.get(file) ?? new Map<string, string>();
    const english = languages.get("en.json") ?? new Map<string, string>();
    expect(plain(texts.keys())).toEqual([...known].sort());
    const originals = new Map([...english].map(([key, text]) => [key.replace(PLURAL, ""), text]));
    for (const [key, text] of texts) {
      const other = originals.get(key.replace(PLURAL, "")) ?? "";
      expect([key, placeholders(text)]).toEqual([key, placeholders(other)]);
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe("");
    }
  });

  test.each([...languages.keys()])("%s has the plural forms of its language, all of them and no other", (file) => {
    const texts = languages.get(file) ?? new Map<string, string>();
    const forms = new Intl.PluralRules(file.replace(".json", "")).resolvedOptions().pluralCategories;
    const counted = [...texts.keys()].filter((key) => PLURAL.test(key));
    expect(counted.length).toBeGreaterThan(0);
    const wanted = plain(counted).flatMap((key) => forms.map((form) => `${key}_${form}`));
    expect(counted.sort()).toEqual(wanted.sort());
  });

  test("a missing key is an error, not a word in another language", async () => {
    const { translator } = readLanguages(FOLDER);
    expect(() => translator("kk")("nothing.of.the.kind")).toThrow(/no text for/);
    expect(() => translator("xx")).toThrow(/no language file/);
  });

  test("the languages are offered in the order their files say, and each is called what it calls itself", async () => {
    const { codes, translator } = readLanguages(FOLDER);
    expect(codes).toEqual(["kk", "ru", "en"]);
    expect(codes.map((code) => translator("ru")(`languages.${code}`))).toEqual(["Қазақша", "Русский", "English"]);
  });

  test("numbers are written as the language writes them", async () => {
    const { translator } = readLanguages(FOLDER);
    const limit = (language: string, max: number) => translator(language)("question.textLimit", { max });
    expect([limit("en", 12345), limit("ru", 12345), limit("kk", 1999)]).toEqual([
      "Up to 12,345 characters.",
      "Не больше 12\u00a0345 знаков.",
      "Ең көбі 1999 таңба.",
    ]);
    const minutes = [1, 2, 5, 21].map((count) => translator("ru")("start.minutes", { count }));
    expect(minutes).toEqual(["около 1 минуты", "около 2 минут", "около 5 минут", "около 21 минуты"]);
  });
});

describe("hard-coded words", () => {
  test("there are none in the templates", () => {
    expect(templates.flatMap(({ path, text }) => hardCodedWords(text).map((found) => `${path}: ${found}`))).toEqual([]);
  });

  test.each([
    ["<p>Hello</p>", "Hello"],
    ["<p>{{name}} жыл</p>", "жыл"],
    ['<nav aria-label="Language">{{name}}</nav>', "Language"],
    ['<input placeholder="Нөмір">', "Нөмір"],
    ['{{#if a}}<b>Yes</b>{{else}}{{t "no"}}{{/if}}', "Yes"],
  ])("%s is found", (html, found) => {
    expect(hardCodedWords(html)).toEqual([found]);
  });

  test("a command, a key and a mark of its own are not words", () => {
    const html = '<p class="lead">{{t "a.b"}} – <code>npm run survey</code> <a href="/privacy">{{name}}</a>, 95%</p>';
    expect(hardCodedWords(html)).toEqual([]);
  });

  test("there are none in the handlers: no letter of a language that is not English", () => {
    const letters = /["`][^"`\n]*[\p{Script=Cyrillic}\p{Script=Arabic}][^"`\n]*["`]/gu;
    // A report's files give every reader their sentences in all languages at once: those in server/reports are no page's. The
    // passwords that many people choose are in their languages.
    const isHandler = /^server\/(citizen|admin|web|identity|screening)\/(?!password)/;
    const found = code
      .filter(({ path }) => isHandler.test(path))
      .flatMap(({ path, text }) => [...text.matchAll(letters)].map(([words]) => `${path}: ${words}`));
    expect(found).toEqual([]);
  });

  test("and no sentence in what a handler hands to a page", () => {
    const handlers = code.filter(({ path }) => /^server\/(citizen|admin|web)\//.test(path));
    const said = handlers.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:title|text|words|label|message|heading|hint|name):\s*["`]([^"`]*)["`]/g)]
        .map(([, words = ""]) => words.replace(/\$\{[^}]*\}/g, ""))
        .filter((words) => /\p{L}{2,} \p{L}{2,}/u.test(words))
        .map((words) => `${path}: ${words}`),
    );
    expect(said).toEqual([]);
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
