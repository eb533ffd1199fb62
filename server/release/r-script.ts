/** A script in plain R, without packages, that reads `data.csv` beside it and labels everything: `source("load.R")`, then `data`. */
import { type DataSet, REASONS, type Variable } from "./data-set.ts";

export function rScript(data: DataSet, file: string): string {
  return `${[
    `# Reads ${file} into the data frame "data": answers as factors, no answer as NA; why there is none in attr(data$x, "reason").`,
    '# Run it in the folder of the file: source("load.R", encoding = "UTF-8")',
    `data <- read.csv(${quoted(file)}, fileEncoding = "UTF-8-BOM", stringsAsFactors = FALSE, check.names = FALSE,`,
    '                 colClasses = c(record_id = "character"))',
    "labelled <- function(x, label, missing, reasons, codes = NULL, labels = NULL, ordered = FALSE) {",
    "  reason <- factor(match(x, missing), levels = seq_along(missing), labels = reasons)",
    "  x[x %in% missing] <- NA",
    "  if (!is.null(codes)) x <- factor(x, levels = codes, labels = labels, ordered = ordered)",
    '  attr(x, "label") <- label',
    '  attr(x, "reason") <- reason',
    "  x",
    "}",
    `reasons <- ${vector(REASONS.map((reason) => data.reasons[reason]))}`,
    ...data.variables.flatMap(statements),
    ...data.sets.map(({ name, variables }) => `attr(data, ${quoted(`set:${name}`)}) <- ${vector(variables)}`),
    ...(data.weight ? [`attr(data, "weight") <- ${quoted(data.weight)}`] : []),
  ].join("\n")}\n`;
}

function statements(variable: Variable): readonly string[] {
  const column = `data[[${quoted(variable.name)}]]`;
  if (variable.type === "text" || !variable.missing) return [`attr(${column}, "label") <- ${quoted(variable.label)}`];
  const { missing } = variable;
  const shared = [
    column,
    quoted(variable.label),
    `c(${REASONS.map((reason) => missing[reason]).join(", ")})`,
    "reasons",
  ];
  if (variable.type === "number") return [`${column} <- labelled(${shared.join(", ")})`];
  const codes = `c(${variable.values.map(({ code }) => code).join(", ")})`;
  const labels = vector(distinct(variable.values.map(({ label }) => label)));
  const ordered = variable.measure === "ordinal" ? ", ordered = TRUE" : "";
  return [`${column} <- labelled(${shared.join(", ")}, ${codes}, ${labels}${ordered})`];
}

/** R joins levels of one name. */
function distinct(labels: readonly string[]): readonly string[] {
  return labels.map((label, at) => (labels.indexOf(label) < at ? `${label} (${at + 1})` : label));
}

function vector(texts: readonly string[]): string {
  return `c(${texts.map(quoted).join(", ")})`;
}

/** Inside double quotes; letters beyond ASCII as escapes, so that the script reads the same in every locale. */
function quoted(text: string): string {
  const plain = text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ");
  const escaped = [...plain].map((letter) => {
    const point = letter.codePointAt(0) ?? 0;
    if (point >= 32 && point < 127) return letter;
    return point > 0xffff ? `\\U${point.toString(16).padStart(8, "0")}` : `\\u${point.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped.join("")}"`;
}
