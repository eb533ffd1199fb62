/** The codebook as a page to read: one file without scripts, which a browser opens and a printer prints. */
import type { Say } from "../reports/sample-kind.ts";
import { questionsOf } from "../survey/definition.ts";
import type { About } from "./about.ts";
import { REASONS } from "./data-set.ts";
import { type ReleasedWords, wordsFacts } from "./released-words.ts";
import type { Summary } from "./summary.ts";
import { whoWasAsked } from "./who-was-asked.ts";
import { escaped } from "./xml.ts";

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;margin:.5rem 0}td,th{border-bottom:1px solid #ccc;padding:.25rem .75rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}section{border-top:2px solid #1a1a1a;margin-top:2rem;break-inside:avoid}
code{background:#eee;padding:0 .25rem}dt{font-weight:600}dd{margin:0 0 .5rem}.quiet{color:#555}`;

/** `say`: looks up `release.codebook.*` in the release's language. */
export function codebookPage(about: About, say: Say): string {
  const { data, definition, summaries } = about;
  const title = definition.title[data.language] ?? about.survey;
  return `<!doctype html>
<html lang="${data.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${title}: ${say("release.codebook.title")}`)}</title>
<style>${STYLE}</style>
<h1>${escaped(title)}</h1>
<p>${escaped(about.citation)}</p>
${facts(about, say)}
<h2>${escaped(say("release.codebook.variables"))}</h2>
<ul>${data.variables.map(({ name, label }) => `<li><a href="#${name}"><code>${name}</code></a> ${escaped(label)}</li>`).join("\n")}</ul>
${summaries.map((summary) => section(summary, about, say)).join("\n")}
${about.words.map((words) => wordsSection(words, about, say)).join("\n")}
</html>
`;
}

function facts(about: About, say: Say): string {
  const { gate, weights } = about;
  const rows: readonly (readonly [string, string | number])[] = [
    ["id", about.id],
    ["kind", say(`release.kind.${about.kind}`)],
    ["records", about.data.records],
    ["made", about.madeOn],
    ["software", `Pikir ${about.software}`],
    ["cleaning", `${about.cleaning} (${about.excluded})`],
    ["withdrawn", about.withdrawn],
    ["versions", about.versions.map((version) => version.slice(0, 12)).join(", ")],
    [
      "weights",
      weights
        ? `${weights.margins.map(({ question }) => question).join(", ")}; ${weights.n_effective.toFixed(0)} / ${weights.n}`
        : "–",
    ],
    ["gate", `k = ${gate.after.k} (${gate.before.k}), l = ${gate.l}: ${gate.keys.join(", ")}`],
    [
      "withheld",
      Object.entries(gate.chosen.withheld)
        .map(([key, count]) => `${key} ${count}`)
        .join(", ") || "–",
    ],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${escaped(say(`release.codebook.${name}`))}</dt><dd>${escaped(String(value))}</dd>`).join("\n")}</dl>`;
}

function section(summary: Summary, about: About, say: Say): string {
  const { variable } = summary;
  const { question, name, label } = variable;
  const words = question
    ? Object.entries(question.text).map(([language, text]) =>
        said(language, question.part?.[language] ? `${text} ${question.part[language]}` : text),
      )
    : [];
  const asked = question && whoWasAsked(about.definition, question.id);
  return `<section id="${name}"><h3><code>${name}</code> ${escaped(label)}</h3>
${words.join("\n")}
${asked ? `<p class="quiet">${escaped(say("release.codebook.asked"))}: <code>${escaped(asked)}</code></p>` : ""}
${variable.type === "coded" ? table(summary, about, say) : numbers(summary)}
</section>`;
}

function wordsSection(words: ReleasedWords, { definition }: About, say: Say): string {
  const { file, released, edited, left_out, unread } = wordsFacts(words);
  const asked = questionsOf(definition).find(({ id }) => id === words.question);
  const told = say("release.words.told", { released, edited, leftOut: left_out, unread });
  return `<section id="${file}"><h3><code>${file}</code></h3>
${Object.entries(asked?.text ?? {})
  .map(([language, text]) => said(language, text))
  .join("\n")}
<p class="quiet">${escaped(told)}</p>
</section>`;
}

function said(language: string, text: string): string {
  return `<p lang="${language}">${escaped(text)}</p>`;
}

function table({ variable, counts, valid, without, weight }: Summary, { data }: About, say: Say): string {
  if (variable.type !== "coded") return "";
  const share = (part: number, whole: number) => (whole === 0 ? "–" : `${((part / whole) * 100).toFixed(1)} %`);
  const isWeighted = data.weight !== undefined;
  const heads = ["code", "label", "count", "share", ...(isWeighted ? ["weighted"] : [])].map(
    (name, at) => `<th scope="col"${at === 1 ? "" : ' class="n"'}>${escaped(say(`release.codebook.${name}`))}</th>`,
  );
  const answers = variable.values.map(({ code, label }) => {
    const count = counts.get(code) ?? { records: 0, weight: 0 };
    return row([
      String(code),
      label,
      String(count.records),
      share(count.records, valid),
      ...(isWeighted ? [share(count.weight, weight)] : []),
    ]);
  });
  const none = REASONS.filter((reason) => without[reason] > 0).map((reason) =>
    row([
      String(variable.missing[reason]),
      data.reasons[reason],
      String(without[reason]),
      "",
      ...(isWeighted ? [""] : []),
    ]),
  );
  const base = `<p class="quiet">${escaped(say("release.codebook.base"))}: ${valid}</p>`;
  return `<table><thead><tr>${heads.join("")}</tr></thead><tbody>${[...answers, ...none].join("\n")}</tbody></table>${base}`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell, at) => `<td${at === 1 ? "" : ' class="n"'}>${escaped(cell)}</td>`).join("")}</tr>`;
}

function numbers({ valid, numbers: found }: Summary): string {
  if (!found) return `<p class="quiet">n = ${valid}</p>`;
  return `<p class="quiet">n = ${valid}, ${found.min} – ${found.max}, ø ${found.mean.toFixed(3)}</p>`;
}
