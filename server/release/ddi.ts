/**
 * The codebook as DDI Codebook 2.5 (Data Documentation Initiative), which archives read: the study, the file, each variable with its
 * question in every language, its codes, its counts. Elements stand in the order that the schema asks for.
 */
import { type Definition, questionsOf, type Text } from "../survey/definition.ts";
import type { About } from "./about.ts";
import { REASONS } from "./data-set.ts";
import { type ReleasedWords, wordsFacts } from "./released-words.ts";
import type { Summary } from "./summary.ts";
import { whoWasAsked } from "./who-was-asked.ts";
import { escaped } from "./xml.ts";

export function ddi(about: About): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="ddi:codebook:2_5 http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd" version="2.5" ID="${idOf(about.id)}" xml:lang="${about.data.language}">
${study(about)}
${file(about)}
${element("dataDscr", {}, [...about.data.sets.map((set) => group(set, about)), ...about.summaries.map((summary) => variable(summary, about))].join("\n"))}
${about.words.map((words) => otherMaterial(words, about)).join("\n")}
</codeBook>
`;
}

/** Words that belong to no record. */
function otherMaterial(words: ReleasedWords, about: About): string {
  const { file: name, released, edited, left_out, unread } = wordsFacts(words);
  const asked = questionsOf(about.definition).find(({ id }) => id === words.question);
  const notes = `Reviewed texts, each read apart from all other answers; in a random order and without a key to the records. Released ${released}, ${edited} of them with words taken out; left out ${left_out}; not read ${unread}.`;
  return element(
    "otherMat",
    { level: "study", URI: name },
    inLanguages("labl", asked?.text ?? {}, about) + text("notes", notes),
  );
}

type Attributes = Readonly<Record<string, string | undefined>>;

function element(name: string, attributes: Attributes, content: string): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value)}"`],
  );
  return `<${name}${written.join("")}>${content}</${name}>`;
}

function text(name: string, words: string, attributes: Attributes = {}): string {
  return element(name, attributes, escaped(words));
}

/** The release's language first. */
function inLanguages(name: string, words: Text, { data }: About, attributes: Attributes = {}): string {
  const languages = Object.keys(words).sort((a, b) => Number(b === data.language) - Number(a === data.language));
  return languages
    .map((language) => text(name, words[language] ?? "", { ...attributes, "xml:lang": language }))
    .join("");
}

/** An XML name. */
function idOf(name: string): string {
  return `V_${name.replace(/[^A-Za-z0-9_.-]/g, "_")}`;
}

function study(about: About): string {
  const { definition, data } = about;
  const { [data.language]: title = "", ...others } = definition.title;
  const titles = [
    text("titl", title),
    ...Object.entries(others).map(([language, words]) => text("parTitl", words, { "xml:lang": language })),
    text("IDNo", about.id),
  ];
  const citation = [
    element("titlStmt", {}, titles.join("")),
    element("rspStmt", {}, text("AuthEnty", definition.controller.name[data.language] ?? "")),
    element(
      "prodStmt",
      {},
      text("prodDate", about.madeOn, { date: about.madeOn }) +
        text("software", `Pikir ${about.software}`, { version: about.software }),
    ),
    element("verStmt", {}, text("version", about.id, { date: about.madeOn })),
    text("biblCit", about.citation),
  ];
  const info = [inLanguages("abstract", definition.summary, about), element("sumDscr", {}, summary(about))];
  return element(
    "stdyDscr",
    {},
    [
      element("citation", {}, citation.join("")),
      element("stdyInfo", {}, info.join("")),
      method(about),
      access(about),
    ].join("\n"),
  );
}

function summary(about: About): string {
  const { months, definition } = about;
  const [first, last] = [months[0], months.at(-1)];
  return [
    ...(first && last
      ? [text("collDate", first, { event: "start", date: first }), text("collDate", last, { event: "end", date: last })]
      : []),
    ...nations(about),
    text("anlyUnit", "Individual"),
    inLanguages("universe", definition.audience, about),
    text("dataKind", "Survey data"),
  ].join("");
}

/** Where one has to live to take part; a survey that asks for no country names none. */
function nations({ definition, data }: About): readonly string[] {
  const names = new Intl.DisplayNames(data.language, { type: "region" });
  return (definition.eligibility.residence ?? []).map((code) => text("nation", names.of(code) ?? code, { abbr: code }));
}

function method(about: About): string {
  const { weights, cleaning, excluded, gate } = about;
  const collection = [
    text("timeMeth", "Cross-section"),
    text("sampProc", sampling(about.definition)),
    text("collMode", "Self-administered questionnaire: web-based"),
    ...(about.imported ? [text("collMode", "Responses collected elsewhere and imported")] : []),
    text("resInstru", "Structured questionnaire"),
    text("weight", weighing(about)),
    text(
      "cleanOps",
      `Cleaning rule "${cleaning}": ${excluded} responses left out. Disclosure control: every class of ${gate.keys.join(", ") || "no keys"} holds at least ${gate.k} records and ${gate.l} different answers to each of ${gate.sensitive.join(", ") || "no sensitive questions"}; ${gate.chosen.touched} records have withheld values.`,
    ),
  ];
  const size = weights
    ? ` Effective size by the weights (Kish): ${weights.n_effective.toFixed(0)} of ${weights.n}.`
    : "";
  const analysis = [
    text("respRate", responseRate(about.definition)),
    text("EstSmpErr", `Not a probability sample: no sampling error can be stated.${size}`),
  ];
  return element(
    "method",
    {},
    element("dataColl", {}, collection.join("")) + element("anlyInfo", {}, analysis.join("")),
  );
}

/** AAPOR knows a response rate of people who were drawn or invited, and of nobody else. */
function responseRate({ access: way }: Definition): string {
  return way === "codes"
    ? "Not stated here: the number sent divided by the number of codes given out (AAPOR RR1)."
    : "None can be stated: no sample was drawn. The participation rate is in the methods report.";
}

function sampling({ access: way }: Definition): string {
  if (way === "open") return "Availability sample of whoever wished to answer, as often as they wished.";
  return way === "codes"
    ? "Invited persons, one code each."
    : "Self-selected sample: every eligible person who signed in could answer, once.";
}

function weighing({ weights }: About): string {
  if (!weights) return "Not weighted.";
  const margins = weights.margins.map(({ question, groups }) => `${question} (${groups.length} groups)`);
  return `Raked to ${margins.join(", ")}, from what this file shows and from nothing else; mean 1, design effect ${weights.design_effect.toFixed(2)}.`;
}

const RESTRICTIONS = {
  internal: "For the survey's own analysts.",
  scientific: "For scientific use, under an agreement.",
  public: "None.",
} as const;

function access(about: About): string {
  const use = [
    text("restrctn", RESTRICTIONS[about.kind]),
    text("citReq", about.citation),
    text("conditions", about.terms),
  ];
  return element("dataAccs", {}, element("useStmt", {}, use.join("")));
}

function file({ data }: About): string {
  const size = element(
    "dimensns",
    {},
    text("caseQnty", String(data.records)) + text("varQnty", String(data.variables.length)),
  );
  return element(
    "fileDscr",
    { ID: "F1" },
    element("fileTxt", {}, text("fileName", "data.csv") + size + text("fileType", "text/csv; charset=utf-8")),
  );
}

function group({ name, label, variables }: About["data"]["sets"][number], about: About): string {
  const members = variables.filter((member) => about.data.variables.some((found) => found.name === member)).map(idOf);
  return element(
    "varGrp",
    { ID: idOf(`set_${name}`), type: "multipleResp", var: members.join(" "), name },
    text("labl", label),
  );
}

function variable(found: Summary, about: About): string {
  const { variable: described } = found;
  const isWeight = described.name === about.data.weight;
  const weighed =
    about.data.weight !== undefined && described.question !== undefined ? idOf(about.data.weight) : undefined;
  const attributes = {
    ID: idOf(described.name),
    name: described.name,
    files: "F1",
    intrvl: described.type === "number" ? "contin" : "discrete",
    ...(isWeight ? { wgt: "wgt" } : {}),
    ...(weighed ? { "wgt-var": weighed } : {}),
  };
  const content = [
    text("labl", described.label, { "xml:lang": about.data.language }),
    ...(described.question ? [question(described.question, about)] : []),
    ...invalid(found),
    ...universe(found, about),
    ...statistics(found),
    ...categories(found, about),
    element("varFormat", { type: described.type === "text" ? "character" : "numeric" }, ""),
  ];
  return element("var", attributes, content.join(""));
}

function question({ text: words, part }: { readonly text: Text; readonly part?: Text }, about: About): string {
  const whole = Object.fromEntries(
    Object.entries(words).map(([language, said]) => [language, part?.[language] ? `${said} ${part[language]}` : said]),
  );
  return element("qstn", {}, inLanguages("qstnLit", whole, about));
}

function invalid({ variable: described }: Summary): readonly string[] {
  if (described.type === "text" || !described.missing) return [];
  const { missing } = described;
  return [
    element("invalrng", {}, REASONS.map((reason) => element("item", { VALUE: String(missing[reason]) }, "")).join("")),
  ];
}

function universe({ variable: described }: Summary, { definition }: About): readonly string[] {
  if (!described.question) return [];
  return [text("universe", whoWasAsked(definition, described.question.id) ?? "Everybody")];
}

function statistics({ valid, without, numbers }: Summary): readonly string[] {
  const missing = REASONS.reduce((sum, reason) => sum + without[reason], 0);
  const counted = [
    text("sumStat", String(valid), { type: "vald" }),
    text("sumStat", String(missing), { type: "invd" }),
  ];
  if (!numbers) return counted;
  return [
    ...counted,
    ...(["min", "max", "mean"] as const).map((type) => text("sumStat", String(numbers[type]), { type })),
  ];
}

function categories({ variable: described, counts, without, weight }: Summary, { data }: About): readonly string[] {
  if (described.type !== "coded") return [];
  const { missing, values } = described;
  const answers = values.map(({ code, label, text: words }) => {
    const count = counts.get(code);
    const weighed =
      data.weight === undefined || weight === 0
        ? []
        : [text("catStat", (((count?.weight ?? 0) / weight) * 100).toFixed(2), { type: "percent", wgtd: "wgtd" })];
    const labels = words
      ? Object.entries(words).map(([language, said]) => text("labl", said, { "xml:lang": language }))
      : [text("labl", label)];
    return element(
      "catgry",
      {},
      [
        text("catValu", String(code)),
        ...labels,
        text("catStat", String(count?.records ?? 0), { type: "freq" }),
        ...weighed,
      ].join(""),
    );
  });
  const none = REASONS.map((reason) =>
    element(
      "catgry",
      { missing: "Y" },
      [
        text("catValu", String(missing[reason])),
        text("labl", data.reasons[reason]),
        text("catStat", String(without[reason]), { type: "freq" }),
      ].join(""),
    ),
  );
  return [...answers, ...none];
}
