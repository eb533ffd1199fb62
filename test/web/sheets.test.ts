import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blank, openSheets, sheetOf } from "../../server/web/sheets.ts";

const asText = (bytes: Buffer) => bytes.toString("utf8");

describe("a sheet", () => {
  test("reads as its text with its words, plain and compressed, whatever they are", () => {
    const words = fc.record({ token: fc.string({ unit: "binary" }), challenge: fc.string({ maxLength: 800 }) });
    const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 100 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(texts, words, ([a = "", b = "", c = "", d = ""], { token, challenge }) => {
        const sheet = sheetOf(`${a}${blank("token")}${b}${blank("challenge")}${c}${blank("token")}${d}`);
        const [given, plain] = [{ token, challenge }, asText(sheet.plain({ token, challenge }))];
        expect(asText(gunzipSync(sheet.gzip(given)))).toBe(plain);
        const utf8 = (text: string) => asText(Buffer.from(text));
        expect(plain.startsWith(utf8(a))).toBe(true);
        expect(plain.endsWith(utf8(d))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("fills in what it is given, escaped as in a template, and nothing of an earlier answer", () => {
    const sheet = sheetOf(`<p title="${blank("token")}">Қазақстан</p>`);
    expect(asText(sheet.plain({ token: '"><script>' }))).toBe('<p title="&quot;&gt;&lt;script&gt;">Қазақстан</p>');
    expect(asText(gunzipSync(sheet.gzip({ token: "second" })))).toBe('<p title="second">Қазақстан</p>');
    expect(() => sheet.plain({})).toThrow("token has no word");
  });

  test("is made once for the same view with the same around it, and anew for anything else", () => {
    const sheets = openSheets();
    const made: unknown[] = [];
    const of = (view: object, around: unknown) =>
      asText(sheets.of(view, around, () => `page ${made.push(around)}`).plain({}));
    const [one, other] = [{ heading: "a" }, { heading: "a" }];
    expect([of(one, { lang: "kk" }), of(one, { lang: "kk" })]).toEqual(["page 1", "page 1"]);
    expect([of(one, { lang: "ru" }), of(other, { lang: "kk" }), of(one, { lang: "kk" })]).toEqual([
      "page 2",
      "page 3",
      "page 1",
    ]);
  });

  test("is forgotten once there are too many: addresses can be written in any number of ways", () => {
    const sheets = openSheets();
    const made: number[] = [];
    const view = {};
    const ask = (at: number) => sheets.of(view, at, () => `page ${made.push(at)}`);
    for (let at = 0; at < 1000; at += 1) ask(at);
    ask(999);
    expect(made).toHaveLength(1000);
    ask(0);
    expect(made).toHaveLength(1001);
  });
});
