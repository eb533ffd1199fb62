import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { datasetHash } from "../../server/reports/methods/dataset-hash.ts";
import { methodsMarkdown } from "../../server/reports/methods/markdown.ts";
import { methodsReport } from "../../server/reports/methods/methods-report.ts";
import { STANDARDS } from "../../server/reports/methods/standards.ts";
import { writingIn } from "../../server/reports/methods/writing.ts";
import { reportOn } from "../../server/reports/report.ts";
import { readMargins } from "../../server/survey/margins-reading.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { aDefinition, smallDefinition, words } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";
import { aCount, aResponse, published, reading, times } from "./made.ts";

const NOW = new Date("2024-11-03T10:00:00Z");
const NATIONAL = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));
const MARGINS = readMargins(
  "egov-2024.yaml",
  readFileSync(join(ROOT, "db", "margins", "egov-2024.yaml"), "utf8"),
  NATIONAL,
);
const LANGUAGES = readLanguages(join(ROOT, "views", "languages"));
const writing = (language = "en") => writingIn(language, LANGUAGES.translator(language));

const counts = [
  aCount("shown", 200, { survey: NATIONAL.id }),
  aCount("clicked", 150, { survey: NATIONAL.id }),
  aCount("consent_shown", 120, { survey: NATIONAL.id }),
  aCount("agreed", 110, { survey: NATIONAL.id }),
  aCount("started", 108, { survey: NATIONAL.id }),
];

async function* oneByOne<Each>(all: readonly Each[]): AsyncIterable<Each> {
  yield* all;
}

async function methodsOf(definition = NATIONAL, people = 100, language = "en", margins = MARGINS) {
  const answers = { settlement: "town", region: "almaty", sex: "male", obstacle: "other" };
  const responses = times(people, aResponse(definition, definition === NATIONAL ? answers : {}));
  const read = reading(responses, people > 0 ? counts : [], people);
  const report = await reportOn(read, published(definition), {
    rule: STUDY,
    now: NOW,
    margins: definition === NATIONAL ? margins : undefined,
  });
  const dataset = await datasetHash(oneByOne(responses));
  return methodsReport(published(definition), report, dataset, writing(language));
}

const wordsOf = (report: Awaited<ReturnType<typeof methodsOf>>, topic: string) =>
  report.standards
    .flatMap(({ items }) => items)
    .find((item) => item.topic === topic)
    ?.words.join(" ");

describe("the methods report", () => {
  test("has the thirty items of CHERRIES, the eleven of AAPOR and the points of ISO 20252", async () => {
    const { standards } = await methodsOf();
    expect(standards.map(({ standard, items }) => [standard, items.length])).toEqual([
      ["cherries", 30],
      ["aapor", 11],
      ["iso", 7],
    ]);
    expect(new Set(STANDARDS.cherries).size).toBe(30);
  });

  test("fills rates with their two counts and their definition", async () => {
    const report = await methodsOf();
    expect(wordsOf(report, "view")).toBe(
      "75.0%: 150 followed the invitation, of 200 showings (each at most once a visit). Visits are counted; CHERRIES asks for a count of people.",
    );
    expect(wordsOf(report, "participation")).toMatch(/^91\.67%: 110 agreed, of 120 who were shown the consent screen/);
    expect(wordsOf(report, "completion")).toBe(
      "92.59%: 100 sent their answers, of 108 who were shown the first page of questions. " +
        "Divided by those who agreed (110), as CHERRIES has it: 90.91%.",
    );
    expect(wordsOf(report, "incomplete")).toContain(
      "Of 108 who began, 8 did not send: a break-off rate of 7.41%. The survey is open, so some of them may still send.",
    );
  });

  test("tells cleaning with the rule that was chosen, and the questionnaire as it is", async () => {
    const report = await methodsOf();
    expect(wordsOf(report, "timestamps")).toContain(
      "Cleaning rule “study: under a minute, or more than 5 standard deviations from the median”: 0 of 100 released responses",
    );
    expect(wordsOf(report, "timestamps")).toMatch(/leave out: robust-log: [^;]+ \(0\); reading-floor: /);
    expect(wordsOf(report, "timestamps")).toContain("No share moves by more than 0 percentage points");
    expect(wordsOf(report, "items")).toMatch(/^20 questions, at most 6 on a page\.$/);
    expect(wordsOf(report, "ethics")).toBe("Ethics committee (demonstration), No. DEMO-0000, 1 August 2024.");
    expect(wordsOf(report, "precision")).toContain("not a margin of sampling error");
    expect(wordsOf(report, "precision")).toContain("Student's t for means");
    expect(wordsOf(report, "precision")).toContain("A response rate cannot be given");
    expect(wordsOf(report, "correction")).toContain("Nothing was weighted");
    expect(wordsOf(report, "processing")).toContain(report.dataset);
  });

  test("tells who carried it out, what was filled in for nobody, and each margin's groups beside the population", async () => {
    const made = await reportOn(reading(times(40, aResponse(NATIONAL, { sex: "male" }))), published(NATIONAL), {
      ...{ rule: STUDY, now: NOW },
    });
    const margin = {
      ...{ question: "sex", universe: words("adults"), source: words("a census"), date: "2024-01-01", missing: 0 },
      groups: [
        { id: "male", options: ["male"], n: 600, share: 0.6, target: 0.48 },
        { id: "female", options: ["female"], n: 400, share: 0.4, target: 0.52 },
      ],
    };
    const figures = { iterations: 2, converged: true, n: 1000, n_effective: 943.396, design_effect: 1.06 };
    const weights = { ...figures, method: "raking" as const, margins: [margin], min: 0.8, max: 1.3 };
    const told = (its: typeof weights | (Omit<typeof weights, "min" | "max"> & { min: null; max: null })) =>
      methodsReport(published(NATIONAL), { ...made, weights: its }, "0", writing());
    const report = told(weights);
    expect(wordsOf(report, "correction")).toContain("weights from 0.8 to 1.3 with a mean of 1");
    expect(wordsOf(report, "correction")).toMatch(
      /Sample and population by “[^”]+”: Male 60\.0% and 48\.0%; Female 40\.0% and 52\.0%\./,
    );
    expect(wordsOf(told({ ...weights, min: null, max: null }), "correction")).toContain(
      "Raking in 2 sweeps to weights with a mean of 1, not trimmed; design effect 1.06 (Kish), effective size 943.",
    );
    expect(wordsOf(report, "sponsor")).toBe("Carried out by: Survey office (demonstration).");
    expect(wordsOf(report, "processing")).toContain("nothing was filled in for those who did not");
    expect(wordsOf(report, "recruitment")).toContain("Incentives: None.");
  });

  test("does not say of a panel that small numbers are hidden", async () => {
    const panel = await methodsOf(definitionIn(join(ROOT, "db", "surveys", "pest-experts.yaml")), 5);
    expect(wordsOf(panel, "protection")).toContain("totals alone are shown, to staff alone, once it is closed");
    expect(wordsOf(await methodsOf(), "protection")).toContain("fewer than 10 people are hidden");
    expect(wordsOf(panel, "population")).toContain("Current staff of the civil service agency");
  });

  test("gives those who were invited by code the way to a response rate", async () => {
    const report = await methodsOf(aDefinition({ access: "codes" }), 17);
    expect(wordsOf(report, "precision")).toContain("The response rate (AAPOR RR1) is the number sent (17) divided by");
    expect(wordsOf(report, "precision")).not.toContain("cannot be given");
  });

  test("names questions, groups, languages and countries by their words in its own language, and by no id alone", async () => {
    const report = await methodsOf(NATIONAL, 100, "ru");
    expect(wordsOf(report, "limitations")).toMatch(/Женский \(0,0\s% ответов/);
    expect(wordsOf(report, "randomisation")).toContain(
      "Что больше всего мешает Вам получать государственные услуги? (obstacle)",
    );
    expect(wordsOf(report, "instrument")).toMatch(/казахский, русский, английский.*казахский 100/);
    expect(wordsOf(report, "population")).toContain("Казахстан.");
    const skipped = await methodsOf(aDefinition({}), 10);
    expect(wordsOf(skipped, "completeness")).toMatch(
      /Most often passed over: [^(]+ \([a-z-]+\), by 100\.0% of those who were asked \(10\)/,
    );
  });

  test("does not say of imported responses that each is another person's", async () => {
    const own = await methodsOf();
    expect(wordsOf(own, "unique")).not.toContain("imported");
    const responses = times(40, aResponse(NATIONAL, { sex: "male" }, { channel: "paper" }));
    const made = await reportOn(reading(responses), published(NATIONAL), { rule: STUDY, now: NOW });
    const report = methodsReport(published(NATIONAL), made, "0", writing());
    expect(wordsOf(report, "unique")).toContain(
      "Of imported responses nobody can check that each came from another person.",
    );
    expect(wordsOf(report, "completeness")).toContain("Most often passed over:");
  });

  test("lists what is missing as missing, with the key that would fill it", async () => {
    const { missing } = await methodsOf(smallDefinition());
    expect(missing.map(({ standard, topic, lacks }) => [standard, topic, lacks])).toEqual(
      expect.arrayContaining([
        ["cherries", "incentives", ["methods.incentives"]],
        ["aapor", "sponsor", ["methods.sponsor"]],
        ["iso", "pretest", ["methods.pretest"]],
      ]),
    );
    const filled = aDefinition({ methods: { incentives: words("None.") } });
    const report = await methodsOf(filled);
    expect(wordsOf(report, "incentives")).toBe(words("None.")["en"]);
    expect(report.missing.map(({ topic }) => topic)).not.toContain("incentives");
  });

  test.each([0, 1, 3])("of %i people it stays honest: no rate of nothing, no figure that is none", async (people) => {
    const report = await methodsOf(NATIONAL, people);
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity|undefined|\{\{/);
    if (people > 0) return;
    expect(wordsOf(report, "view")).toBe("");
    expect(report.missing).toContainEqual(expect.objectContaining({ topic: "view", lacks: ["counters"] }));
  });

  test.each(["kk", "ru", "en"])("is whole in %s", async (language) => {
    const report = await methodsOf(NATIONAL, 100, language);
    const markdown = methodsMarkdown(report, writing(language));
    expect(markdown.match(/^### /gm)).toHaveLength(48);
    expect(markdown).not.toMatch(/methods\.(say|item|title)|\{\{|undefined|NaN/);
    expect(markdown).not.toContain("..");
    expect(markdown).toContain(report.dataset);
  });

  test("is no markup, whatever a title says", async () => {
    const report = { ...(await methodsOf()), title: "<b>*x* [y](z)" };
    expect(methodsMarkdown(report, writing())).toContain("# \\<b\\>\\*x\\* \\[y\\](z):");
  });
});

describe("the dataset's hash", () => {
  const tea = smallDefinition();
  const all = [
    aResponse(tea, { "drinks-tea": "yes", cups: 3 }),
    aResponse(tea, { "drinks-tea": "no" }),
    aResponse(tea, {}),
  ];
  const hash = (responses: typeof all) => datasetHash(oneByOne(responses));

  test("is the same in whatever order responses and their answers lie", async () => {
    const turned = aResponse(tea, { cups: 3, "drinks-tea": "yes" });
    expect(await hash([...all].reverse())).toBe(await hash(all));
    expect(await hash([all[1] ?? turned, all[2] ?? turned, turned])).toBe(await hash(all));
    expect(await hash(all)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("changes with any answer, with a response more, and with one that is there twice", async () => {
    const [first = aResponse(tea, {})] = all;
    const others = [
      [...all.slice(1), aResponse(tea, { "drinks-tea": "yes", cups: 4 })],
      all.slice(1),
      [...all, first],
      [...all, first, first],
    ];
    expect(new Set([await hash(all), ...(await Promise.all(others.map(hash)))]).size).toBe(5);
  });
});
