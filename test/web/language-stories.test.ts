import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { dayWritten, monthWritten } from "../../server/web/written.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { identifierOf, type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const scratch = mkdtempSync(join(tmpdir(), "pikir-languages-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let pikir: Pikir | undefined;
afterEach(() => pikir?.stop());

async function started(setting: Parameters<typeof startPikir>[0] = {}): Promise<Pikir> {
  pikir = await startPikir({ definitions: [aDefinition()], ...setting });
  return pikir;
}

const languageOf = (visitor: Visitor) => visitor.shown().body.querySelector("html")?.getAttribute("lang");

describe("the language that a citizen reads", () => {
  test("is the link's, though the browser wishes for another, and stays for the whole journey and its errors", async () => {
    const aliya = (await started()).visitor({ "Accept-Language": "kk" });
    await aliya.open("/s/tea-survey?lang=ru");
    await aliya.fill();
    expect([languageOf(aliya), aliya.shown().heading()]).toEqual(["ru", "Вход"]);
    await aliya.fill({ identifier: "12" });
    expect(aliya.shown().text).toContain("Введите 12 цифр");
    await aliya.fill({ identifier: identifierOf("Aliya") });
    await aliya.fill();
    expect([languageOf(aliya), aliya.shown().heading()]).toEqual(["ru", "Чай"]);
    await aliya.open("/nowhere");
    expect([languageOf(aliya), aliya.shown().heading()]).toEqual(["ru", "Такой страницы нет"]);
  });

  test("is what the citizen chose on the way, though the link said another before", async () => {
    const aliya = (await started()).visitor({ "Accept-Language": "en" });
    await aliya.open("/s/tea-survey?lang=ru");
    await aliya.fill();
    await aliya.fill({ identifier: identifierOf("Aliya") });
    await aliya.fill();
    await aliya.fill({}, "kk");
    expect([languageOf(aliya), aliya.shown().heading()]).toEqual(["kk", "Шай"]);
    await aliya.open("/");
    expect(languageOf(aliya)).toBe("kk");
  });

  test("is the browser's where nobody chose, and is not taken for a choice", async () => {
    const aliya = (await started()).visitor({ "Accept-Language": "de-DE, ru-KZ;q=0.8, en;q=0.5" });
    await aliya.open("/s/tea-survey");
    expect(languageOf(aliya)).toBe("ru");
    const later = pikir?.visitor({ "Accept-Language": "en" });
    for (const [name, value] of aliya.cookies) later?.cookies.set(name, value);
    await later?.open("/s/tea-survey");
    expect(later && languageOf(later)).toBe("en");
  });

  test("is the survey's first where the browser's is not among them", async () => {
    const aliya = (await started({ definitions: [inLanguages("ru", "en")] })).visitor({ "Accept-Language": "kk" });
    await aliya.open("/s/tea-survey?lang=kk");
    expect(languageOf(aliya)).toBe("ru");
    expect(
      aliya
        .shown()
        .body.querySelectorAll("[hreflang]")
        .map((link) => link.getAttribute("lang")),
    ).toEqual(["en"]);
  });

  test("in a list of surveys a survey that lacks it is in its own first language, and says so", async () => {
    const aliya = (await started({ definitions: [inLanguages("ru", "en")] })).visitor();
    await aliya.open("/?lang=kk");
    expect(languageOf(aliya)).toBe("kk");
    const link = aliya.shown().body.querySelector("main li h2 a");
    expect([link?.text, link?.getAttribute("lang")]).toEqual(["Чай в Казахстане", "ru"]);
  });

  test("a language that a survey has and the pages lack is not offered, and of none in common the pages are in ours", async () => {
    const uzbek = inLanguages("uz", "ru");
    const aliya = (await started({ definitions: [uzbek, { ...inLanguages("uz"), id: "only-uzbek" }] })).visitor();
    await aliya.open("/s/tea-survey?lang=uz");
    expect(languageOf(aliya)).toBe("ru");
    await aliya.open("/s/only-uzbek?lang=en");
    expect([languageOf(aliya), aliya.shown().heading()]).toEqual(["en", "Oʻzbekistonda choy"]);
    expect((await aliya.open("/invite/only-uzbek.js")).status).toBe(404);
  });
});

/** The small survey in these languages alone. */
function inLanguages(...languages: readonly string[]) {
  const definition = {
    ...aDefinition(),
    title: { ...words("Tea", "Чай в Казахстане", "Шай"), uz: "Oʻzbekistonda choy" },
  };
  const only = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(only);
    if (typeof value !== "object" || value === null) return value;
    if (!("en" in value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, only(inner)]));
    return Object.fromEntries(
      languages.map((language) => [language, Reflect.get(value, language) ?? `${value.en} (${language})`]),
    );
  };
  return aDefinition({ ...(only(definition) as object), languages: [...languages] });
}

describe("dates", () => {
  test("name the month in each language: Node's tables are whole", () => {
    const months = (language: string) =>
      Array.from({ length: 12 }, (_none, at) => dayWritten(`2024-${String(at + 1).padStart(2, "0")}-05`, language));
    expect(months("kk")).toEqual(
      [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
      ].map((month) => `2024 ж. 5 ${month}`),
    );
    expect(months("ru").slice(0, 3)).toEqual(["5 января 2024 г.", "5 февраля 2024 г.", "5 марта 2024 г."]);
    expect(months("en")[9]).toBe("5 October 2024");
    const written = ["kk", "ru", "en"].map((language) => monthWritten("2024-10", language));
    expect(written).toEqual(["2024 ж. қазан", "октябрь 2024 г.", "October 2024"]);
  });

  test("a survey that is not open yet says its day in the reader's language", async () => {
    const aliya = (await started({ definitions: [aDefinition({ opens: "2024-10-01" })] })).visitor();
    const said = async (language: string) => (await aliya.open(`/s/tea-survey?lang=${language}`)).text;
    expect(await said("kk")).toContain("Ол 2024 ж. 1 қазан күні ашылады.");
    expect(await said("ru")).toContain("С 1 октября 2024 г. в нем можно будет участвовать.");
    expect(await said("en")).toContain("It opens on 1 October 2024.");
  });
});

describe("a fourth language", () => {
  /** Arabic, made up of the English texts: written from right to left, with six plural forms. */
  function arabic(): object {
    const forms = new Intl.PluralRules("ar").resolvedOptions().pluralCategories;
    const translated = (texts: object): object =>
      Object.fromEntries(
        Object.entries(texts).flatMap(([key, text]): readonly (readonly [string, unknown])[] => {
          if (typeof text !== "string") return [[key, translated(text)]];
          if (key.endsWith("_one")) return [];
          if (!key.endsWith("_other")) return [[key, `ع ${text}`]];
          return forms.map((form) => [key.replace("_other", `_${form}`), `ع ${form} ${text}`]);
        }),
      );
    const english = JSON.parse(readFileSync(join(ROOT, "views", "languages", "en.json"), "utf8"));
    return { ...translated(english), order: "4", name: "العربية", direction: "rtl" };
  }

  test("is one file: offered by its own name, right to left, with its plural forms, to citizens and staff", async () => {
    cpSync(join(ROOT, "views"), join(scratch, "views"), { recursive: true });
    symlinkSync(join(ROOT, "static"), join(scratch, "static"));
    writeFileSync(join(scratch, "views", "languages", "ar.json"), JSON.stringify(arabic()));
    const asked = { definitions: [inLanguages("kk", "ar")], root: scratch };
    const salim = (await started(asked)).visitor({ "Accept-Language": "ar-EG" });
    const page = await salim.open("/s/tea-survey");
    const html = page.body.querySelector("html");
    expect([html?.getAttribute("lang"), html?.getAttribute("dir")]).toEqual(["ar", "rtl"]);
    expect(page.text).toContain("ع few about 3 minutes");
    await salim.open("/s/tea-survey?lang=kk");
    const offered = salim.shown().body.querySelector('[hreflang="ar"]');
    expect([offered?.text, offered?.getAttribute("lang")]).toEqual(["العربية", "ar"]);
    expect(salim.shown().body.querySelector("html")?.getAttribute("dir")).toBe("ltr");
    const staff = await salim.open("/admin/sign-in?lang=ar");
    expect(staff.body.querySelector("html")?.getAttribute("dir")).toBe("rtl");
  });

  test("finds no style that only reads from left to right", () => {
    const physical =
      /(?:^|[;{\s])(?:(?:margin|padding|border|inset)-(?:left|right)[\w-]*|left|right|float|text-align)\s*:\s*([^;}]*)/g;
    const found = ["pikir.css", "staff.css"].flatMap((file) =>
      [...readFileSync(join(ROOT, "static", file), "utf8").matchAll(physical)]
        .filter(([whole, value = ""]) => !/text-align|float/.test(whole) || /^(left|right)/.test(value))
        .map(([whole]) => `${file}: ${whole.trim()}`),
    );
    expect(found).toEqual([]);
  });
});
