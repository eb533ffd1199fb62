/** A question's figures for a terminal: as counted, and beside them as weighted. */
import { aligned, WIDTH, wrapped } from "./columns.ts";
import type { Item } from "./items.ts";
import { decimal, interval, itemWords, percent, pointWords, whole } from "./printed-words.ts";
import type { MeanError, OptionShare, QuestionReport } from "./shares.ts";

type WithMean = Extract<QuestionReport, { mean: unknown }>;

export function questionLines(item: Item, question: QuestionReport | undefined): readonly string[] {
  if (!question) return [];
  return [
    ...wrapped(`${item.id}: ${itemWords(item)}`, WIDTH),
    ...baseLines(question),
    ...("options" in question ? optionLines(item, question.options) : []),
    ...("top_two" in question && question.top_two ? topTwoLines(question.top_two) : []),
    ...("mean" in question ? meanLines(question) : []),
    ...("quantiles" in question ? [`  ${quantileWords(question.quantiles)}`] : []),
  ];
}

function baseLines({ kind, asked, base, skipped, nonresponse, weighted_base }: QuestionReport): readonly string[] {
  const rate = nonresponse === null || skipped === 0 ? "" : ` (item nonresponse ${percent(nonresponse)})`;
  const size =
    weighted_base === null
      ? ""
      : `; weighted as precise as ${whole(Math.round(weighted_base.n_effective))} equal answers (design effect ${decimal(weighted_base.design_effect)})`;
  return [
    `  base ${whole(base)}, asked ${whole(asked)}, skipped ${whole(skipped)}${rate}${size}`,
    ...(kind === "several"
      ? ["  several answers possible: shares are of those who answered, and can add up to more than 100%"]
      : []),
  ];
}

function optionLines(item: Item, options: Readonly<Record<string, OptionShare>>): readonly string[] {
  const shares = item.options.flatMap(({ id, label }) => {
    const cell = options[id];
    return cell ? [{ words: pointWords(id, label, item), cell }] : [];
  });
  const isWeighted = shares.some(({ cell }) => cell.weighted !== null);
  const head = ["", "count", "share", "95% interval", ...(isWeighted ? ["weighted", "95% interval"] : [])];
  return aligned([head, ...shares.map(({ words, cell }) => [words, ...shareCells(cell)])]);
}

function shareCells({ count, share, low, high, weighted }: OptionShare): readonly string[] {
  const more = weighted === null ? [] : [percent(weighted.share), interval(weighted.low, weighted.high)];
  return [whole(count), percent(share), interval(low, high), ...more];
}

function topTwoLines(top: OptionShare & { readonly points: readonly string[] }): readonly string[] {
  const [, share = "", range = "", weighted, weightedRange] = shareCells(top);
  const more = weighted === undefined ? "" : `, weighted ${weighted} (${weightedRange})`;
  return [`  top two points (${top.points.join(" and ")}): ${share} (${range})${more}`];
}

function meanLines({ mean, sd, median, mean_error, weighted }: WithMean): readonly string[] {
  return [
    `  mean ${decimal(mean)}${meanInterval(mean_error)}, standard deviation ${decimal(sd)}, median ${decimal(median)}`,
    ...(weighted ? [`  weighted mean ${decimal(weighted.mean)}${meanInterval(weighted)}`] : []),
  ];
}

function meanInterval({ low, high }: MeanError): string {
  return low === null || low === high ? "" : ` (${decimal(low)} to ${decimal(high)})`;
}

function quantileWords(quantiles: Extract<QuestionReport, { quantiles: unknown }>["quantiles"]): string {
  return Object.entries(quantiles)
    .map(([name, value]) => `${name.slice(1)}th percentile ${decimal(value)}`)
    .join(", ");
}
