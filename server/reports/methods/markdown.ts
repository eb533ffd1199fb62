/** The methods report as Markdown. Words from outside are escaped: a title is no markup. */
import type { MethodsItem, MethodsReport } from "./methods-report.ts";
import type { Writing } from "./writing.ts";

export function methodsMarkdown(report: MethodsReport, { say, month, whole }: Writing): string {
  const { title, survey, version, as_of, dataset, valid, standards, missing, simulated } = report;
  const facts = { survey, version, month: month(as_of), dataset, valid: whole(valid) };
  return `${[
    `# ${escaped(title)}: ${say("methods.title")}`,
    escaped(say(dataset === "" ? "methods.aboutFew" : "methods.about", facts)),
    ...(simulated ? [`**${say("admin.report.simulated")}**`] : []),
    ...standards.flatMap(({ title: name, items }) => [
      `## ${escaped(name)}`,
      ...items.map((item) => itemMarkdown(item, say("methods.missing"))),
    ]),
    `## ${say("methods.missingTitle")}`,
    missing.length === 0
      ? say("methods.nothingMissing")
      : missing
          .map(({ standard, number, title: name, lacks }) => {
            const needed = lacks.length > 0 ? `: ${lacks.map((key) => `\`${key}\``).join(", ")}` : "";
            return `- ${escaped(say(`methods.standard.${standard}`))}, ${number}. ${escaped(name)}${needed}`;
          })
          .join("\n"),
  ].join("\n\n")}\n`;
}

function itemMarkdown({ number, title, words, lacks }: MethodsItem, missing: string): string {
  const lacking = lacks.length > 0 ? [`*${missing}:* ${lacks.map((key) => `\`${key}\``).join(", ")}`] : [];
  return [`### ${number}. ${escaped(title)}`, ...words.map(escaped), ...lacking].join("\n\n");
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, "\\$&").replace(/\s+/g, " ");
}
