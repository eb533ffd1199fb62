import { describe, expect, test } from "vitest";
import { missingCodes, reasonOf } from "../../server/release/data-set.ts";
import { keyBytes } from "../../server/release/fact-variables.ts";
import { OWN_NAMES, variableName } from "../../server/release/names.ts";
import { prepare } from "../../server/release/prepared.ts";
import { repair } from "../../server/release/repaired.ts";
import { dataSetOf } from "../../server/release/variables.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { clean, doubtsIn } from "../../server/reports/doubts.ts";
import { gather } from "../../server/reports/gather.ts";
import { questionsOf } from "../../server/survey/definition.ts";
import { published, reading } from "../reports/made.ts";
import { aDefinition } from "../support/definitions.ts";
import { languages, released, responsesTo, seeded, shipped, valuesOf } from "./released.ts";

const egov = shipped("egov-2024");
const responses = [...responsesTo(egov, 400)];

describe("a scientific release of the national survey", async () => {
  const { prepared, repaired, data } = await released(egov, responses, { language: "ru", margins: true });

  test("has no class under 5 and none in which all gave one sensitive answer", () => {
    const names = prepared.ladders
      .map(({ question }) => question)
      .filter((name) => data.variables.some((v) => v.name === name));
    const columns = names.map((name) => valuesOf(data, name));
    const classes = new Map<string, number[]>();
    for (let record = 0; record < data.records; record += 1) {
      const name = columns.map((column) => column[record]).join();
      classes.set(name, [...(classes.get(name) ?? []), record]);
    }
    const obstacle = valuesOf(data, "obstacle");
    for (const members of classes.values()) {
      expect(members.length).toBeGreaterThanOrEqual(5);
      const answers = new Set(members.map((record) => Number(obstacle[record])).filter((code) => code > 0));
      expect(answers.size).not.toBe(1);
    }
    expect(repaired.after).toMatchObject({ uniques: 0, recordsBelow: 0 });
    expect(repaired.after.k).toBeGreaterThanOrEqual(5);
    expect(repaired.before.uniques).toBeGreaterThan(0);
  });

  test("changes no answer: what it tells is what was answered, or its group", () => {
    const settled = valuesOf(data, "obstacle").filter((code) => Number(code) > 0).length;
    expect(settled).toBe(responses.filter(({ answers }) => answers["obstacle"] !== undefined).length);
    const level = prepared.ladders.map(({ levels }, key) => levels[repaired.proposal.levels[key] ?? 0]);
    for (const [key, ladder] of prepared.ladders.entries())
      for (const [record, place] of prepared.classes.of.entries()) {
        const code = repaired.proposal.codes[place]?.[key] ?? 0;
        if (code >= 0) expect(code).toBe(level[key]?.map[ladder.asked.codes[record] ?? 0]);
      }
  });

  test("has no words that people wrote, and nothing finer than a month and a band", () => {
    const names = data.variables.map(({ name }) => name);
    expect(names).not.toContain("problem");
    expect(data.variables.filter(({ type }) => type === "text").map(({ name }) => name)).toEqual(["record_id"]);
    const month = data.variables.find(({ name }) => name === "month");
    expect(month?.type === "coded" && month.values.map(({ id }) => id)).toEqual(["2024-09", "2024-10", "2024-11"]);
    expect(new Set(valuesOf(data, "duration")).size).toBeLessThanOrEqual(7);
    expect(names).not.toContain("channel");
  });

  test("tells no band of durations that few share, nor which of two was hidden for another's sake", async () => {
    const [slow, ...rest] = responses;
    const lasts = (at: number) => (at < 30 ? 150 : at % 2 === 0 ? 400 : 1100);
    const quick = rest.map((response, at) => ({ ...response, duration: lasts(at) }));
    const made = await released(egov, [{ ...slow, duration: 1300 } as (typeof responses)[number], ...quick], {
      language: "ru",
      margins: true,
    });
    const counts = new Map<unknown, number>();
    for (const band of valuesOf(made.data, "duration")) counts.set(band, (counts.get(band) ?? 0) + 1);
    // The one over twenty minutes hides among those of two to three.
    expect([counts.size, counts.get(-6)]).toEqual([3, 31]);
  });

  test("lies in another order, under other keys, in another release", async () => {
    const other = await released(egov, responses, { language: "ru", margins: true, seed: 8 });
    const [keys, others] = [valuesOf(data, "record_id"), valuesOf(other.data, "record_id")];
    expect(new Set([...keys, ...others]).size).toBe(keys.length * 2);
    const answers = (made: typeof data) => valuesOf(made, "timeliness").join("");
    expect(answers(other.data)).not.toBe(answers(data));
    expect([...answers(other.data)].sort().join("")).toBe([...answers(data)].sort().join(""));
  });

  test("has labels in its language and says why there is no answer", () => {
    const ease = data.variables.find(({ name }) => name === "ease");
    expect(ease?.label).toBe(questionsOf(egov).find(({ id }) => id === "ease")?.text["ru"]);
    expect(data.reasons).toEqual({
      skipped: "Нет ответа",
      not_asked: "Вопрос не задавался",
      withheld: "Скрыто для защиты частной жизни",
    });
    expect(valuesOf(data, "ease")).toContain(-9);
    expect(valuesOf(data, "region").concat(valuesOf(data, "age"), valuesOf(data, "sex"))).toContain(-6);
  });
});

test("the public's file leaves out what the definition says, months and languages, and begins with coarse keys", async () => {
  const { data, prepared, repaired } = await released(egov, responses, { kind: "public" });
  const names = data.variables.map(({ name }) => name);
  for (const out of ["ethnicity", "employment", "month", "language", "duration", "vulnerability__carer"])
    expect(names).not.toContain(out);
  expect(repaired.after.k).toBeGreaterThanOrEqual(10);
  const region = prepared.ladders.findIndex(({ question }) => question === "region");
  expect(repaired.proposal.levels[region]).toBeGreaterThanOrEqual(1);
  expect(names).toContain("obstacle");
});

test("the analysts' file counts classes of three", async () => {
  const { data, repaired } = await released(egov, responses, { kind: "internal" });
  expect(repaired.after.k).toBeGreaterThanOrEqual(3);
  expect(data.variables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["month", "language", "channel", "duration"]),
  );
});

describe("there is no release", () => {
  const gathered = async (definition: Parameters<typeof published>[0], count: number) => {
    const survey = published(definition);
    const all = await gather(reading(responsesTo(definition, count)), survey);
    return prepare(survey, "scientific", all.matrix, clean(doubtsIn(all.matrix, all.durations), STUDY), seeded(1));
  };

  test("of a panel, of a survey that declares nothing, of nobody, and none that is safe of four people", async () => {
    expect(await gathered(shipped("pest-experts"), 5)).toBe("panel");
    expect(await gathered(aDefinition(), 50)).toBe("no-disclosure");
    expect(await gathered(egov, 0)).toBe("nobody");
    expect(await gathered(egov, 4)).toMatchObject({ proposals: [] });
  });
});

describe("names of variables", () => {
  test("are legal everywhere, different, and made of ids alone", () => {
    const ids = [
      ["age"],
      ["if"],
      ["2nd"],
      ["a-b", "c"],
      ["a", "b-c"],
      ["weight"],
      ["a-very-long-id-that-goes-on-and-on-for", "a-row"],
      ["a-very-long-id-that-goes-on-and-on-for", "a-col"],
    ];
    const names = ids.map((parts) => variableName(...parts));
    expect(names.slice(0, 6)).toEqual(["age", "if__q", "q2nd", "a_b__c", "a__b_c", "weight__q"]);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]{0,31}$/);
    expect(new Set([...names, ...OWN_NAMES]).size).toBe(names.length + OWN_NAMES.length);
  });

  test("and codes stay when a version puts an option before the others", async () => {
    const first = shipped("service-feedback");
    const later = structuredClone(first);
    const question = later.pages.flatMap(({ questions }) => questions).find(({ id }) => id === "outcome");
    if (question?.kind !== "one") throw new Error("no question of one answer");
    const label = { kk: "new", ru: "new", en: "new" };
    question.options.unshift({ id: "new", label });
    const survey = published(first, later);
    const gathered = await gather(reading(responsesTo(later, 60)), survey);
    const prepared = prepare(
      survey,
      "internal",
      gathered.matrix,
      clean(doubtsIn(gathered.matrix, gathered.durations), STUDY),
      seeded(1),
    );
    const proposal = typeof prepared === "string" ? undefined : prepared.proposals[0];
    if (typeof prepared === "string" || !proposal) throw new Error("no proposal");
    const { matrix } = repair(prepared, proposal, undefined);
    const keys = new Uint8Array(keyBytes(matrix.size));
    const say = languages.translator("en");
    const data = dataSetOf({ survey, matrix, facts: [], weights: null, keys, language: "en", say });
    const outcome = data.variables.find(({ name }) => name === "outcome");
    const old = first.pages.flatMap(({ questions }) => questions).find(({ id }) => id === "outcome");
    const ids = old?.kind === "one" ? old.options.map(({ id }) => id) : [];
    expect(outcome?.type === "coded" && outcome.values.map(({ id, code }) => [code, id])).toEqual(
      [...ids, "new"].map((id, at) => [at + 1, id]),
    );
  });
});

describe("codes for no answer", () => {
  test("lie under every answer", () => {
    expect(missingCodes(1)).toEqual({ skipped: -9, not_asked: -7, withheld: -6 });
    expect(missingCodes(-5)).toEqual({ skipped: -9, not_asked: -7, withheld: -6 });
    expect(missingCodes(-6)).toEqual({ skipped: -99, not_asked: -97, withheld: -96 });
    expect(missingCodes(-400)).toEqual({ skipped: -999, not_asked: -997, withheld: -996 });
    expect(reasonOf({ missing: missingCodes(0) }, -7)).toBe("not_asked");
    expect(reasonOf({ missing: missingCodes(0) }, 3)).toBeUndefined();
  });
});
