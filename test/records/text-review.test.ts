import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identifiersIn } from "../../server/records/identifiers.ts";
import {
  nameOf,
  releasedText,
  saysSomething,
  spansFrom,
  TAKEN_OUT,
  wordsIn,
} from "../../server/records/text-review.ts";

const found = (text: string) => identifiersIn(text).map(({ kind, from, to }) => `${kind}: ${text.slice(from, to)}`);

describe("what looks like somebody in a text", () => {
  test.each([
    ["Мой ИИН 900115350123, помогите", ["iin: 900115350123"]],
    ["Звоните +7 (701) 234-56-78 или 87012345678", ["phone: +7 (701) 234-56-78", "phone: 87012345678"]],
    ["пишите на a.serik@mail.kz, @serik_a", ["email: a.serik@mail.kz", "link: @serik_a"]],
    ["https://t.me/serik жазыңыз", ["link: https://t.me/serik"]],
    ["Бұл туралы Айдос Серікұлы біледі", ["name: Айдос", "name: Серікұлы"]],
    ["Сотрудница Иванова Мария Петровна нагрубила", ["name: Иванова", "name: Мария", "name: Петровна"]],
    ["Ivanov was rude to me", []],
    ["The clerk, Mr Smith, was rude", ["name: Mr", "name: Smith"]],
    ["живу на ул. Абая 15 с 12.03.1985", ["address: ул. Абая 15", "date: 12.03.1985"]],
    ["Абай көшесі 15 үйде тұрамын", ["address: Абай көшесі 15"]],
    ["договор № 123456789, авто 123 ABC 02", ["number: № 123456789", "number: 123 ABC 02"]],
    ["Счёт KZ86125KZT5004100100", ["number: KZ86125KZT5004100100"]],
    ["Сайт не работает. Очередь 2 часа, ошибка 404.", []],
    ["Қағаз көп, 3 рет бардым", []],
    ["", []],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("takes no longer than the text is long, whatever stands between the words", () => {
    const text = `a${"\n".repeat(4000)}${"A ".repeat(3000)}`;
    const began = process.cpuUsage();
    identifiersIn(text);
    // Milliseconds of the processor; looking back to the beginning from every word took half a minute.
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(2000);
  });

  test("lies in the text, in order, and never overlaps", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        let last = 0;
        for (const { from, to } of identifiersIn(text)) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(text.length);
          last = to;
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("a reviewed text", () => {
  const text = "Звоните  Ивану\n8 701 234 56 78,\tон поможет ";

  test("goes out without what was taken out of it, on one line", () => {
    const words = wordsIn(text);
    const hidden = words.slice(1, 7);
    expect(releasedText(text, hidden)).toBe(`Звоните ${TAKEN_OUT} он поможет`);
    expect(releasedText(text, [])).toBe("Звоните Ивану 8 701 234 56 78, он поможет");
    expect(releasedText(text, identifiersIn(text))).not.toMatch(/234/);
    expect([saysSomething(releasedText(text, words)), saysSomething(releasedText(text, hidden))]).toEqual([
      false,
      true,
    ]);
  });

  test("takes from a form only words that it has", () => {
    const [first] = wordsIn(text);
    expect(first && spansFrom([nameOf(first), "0-999", "1-2", "__proto__"], text)).toEqual([first]);
  });

  test("never holds a word that was taken out, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zа-яқұ]{6,9}$/), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        (parts, seed) => {
          const whole = parts.join("  ");
          const words = wordsIn(whole);
          const hidden = words.filter((_, at) => (seed >> at) & 1);
          const out = releasedText(whole, hidden).split(" ");
          for (const [at, part] of parts.entries())
            if ((seed >> at) & 1 && parts.indexOf(part) === parts.lastIndexOf(part)) expect(out).not.toContain(part);
        },
      ),
      { numRuns: 60 },
    );
  });
});
