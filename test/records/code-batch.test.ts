import { describe, expect, test } from "vitest";
import { codesByPlace, isLargeEnough, leftAlone, madeAlone, makingNote } from "../../server/records/code-batch.ts";
import { cubeOf, sumsBy } from "../../server/reports/counter-cube.ts";

const batch = (place: string | null, count: number, madeOn = "2024-09-20") => ({
  id: "0".repeat(16),
  place,
  count,
  madeOn,
});
const came = (place: string, count: number, day = "2024-09-21", stage: "agreed" | "clicked" = "agreed") => ({
  day,
  stage,
  place,
  count,
  page: "",
  language: "kk" as const,
  survey: "pest-experts",
});
const agreed = (made: number, counts: readonly ReturnType<typeof came>[]) => {
  const sums = sumsBy(cubeOf(counts, "2024-09-22"), "place");
  return codesByPlace([batch("abai", made)], (place) => sums.of(place, "agreed")).map((each) => each.agreed);
};

describe("codes of a place", () => {
  test("are added up over batches, those of no place apart and first", () => {
    const batches = [batch("letter", 60), batch(null, 3, "2024-09-22"), batch("letter", 5, "2024-09-25")];
    expect(codesByPlace(batches, () => 0)).toEqual([
      { place: null, batches: 1, made: 3, lastMadeOn: "2024-09-22", agreed: null },
      { place: "letter", batches: 2, made: 65, lastMadeOn: "2024-09-25", agreed: null },
    ]);
  });

  test("tell how many agreed in steps of ten, and nothing of today, of another place or of another stage", () => {
    expect(agreed(100, [came("abai", 37)])).toEqual([30]);
    expect(agreed(100, [came("abai", 9)])).toEqual([null]);
    expect(agreed(100, [came("abai", 37), came("abai", 8, "2024-09-22"), came("other", 50)])).toEqual([30]);
    expect(agreed(100, [came("abai", 37, "2024-09-21", "clicked")])).toEqual([null]);
  });

  test("tell nothing where they are few, nor that nearly all agreed", () => {
    expect(agreed(49, [came("abai", 30)])).toEqual([null]);
    for (const count of [41, 50, 70]) expect(agreed(50, [came("abai", count)])).toEqual([40]);
  });

  test("are left to one person up to two hundred, or a tenth of all; what others and the command line made does not count", () => {
    const deed = (who: string, about: string) => ({ who, act: "codes-made" as const, about });
    const deeds = [
      deed("Айжан", makingNote("tea", 150, "abai")),
      deed("Айжан", makingNote("tea", 20, null)),
      deed("Айжан", makingNote("roads", 900, null)),
      deed("Айжана", makingNote("tea", 11, null)),
      deed("operator", "tea: 5000"),
    ];
    expect(madeAlone(deeds, "tea", "Айжан")).toBe(170);
    expect([leftAlone(170, 170), leftAlone(170, 5000), leftAlone(600, 5000)]).toEqual([30, 330, 0]);
  });

  test("are told apart from fifty on, earlier batches included: a lost letter may be replaced", () => {
    expect([isLargeEnough([], "abai", 49), isLargeEnough([], "abai", 50)]).toEqual([false, true]);
    expect([isLargeEnough([batch("abai", 60)], "abai", 1), isLargeEnough([batch("abai", 60)], "zhetisu", 1)]).toEqual([
      true,
      false,
    ]);
  });
});
