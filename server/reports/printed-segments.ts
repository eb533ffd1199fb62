/** The segments for a terminal: where answers differ most, and what of that chance alone would make. */
import { aligned, WIDTH, wrapped } from "./columns.ts";
import { whole } from "./printed-words.ts";
import type { Report } from "./report.ts";
import type { Segmentation } from "./segments.ts";

/** The widest of each sort; all are in the JSON and the CSV. */
const PRINTED = 15;

/** Nothing where there are none. */
export function segmentLines({ segments }: Report): readonly string[] {
  if (segments.length === 0) return [];
  const weighted = segments
    .flatMap(({ question, option, by, weighted: row }) => (row ? [{ question, option, by, ...row }] : []))
    .toSorted((a, b) => b.range - a.range);
  return [
    "Segments",
    ...wrapped(
      `  Every answer's share inside every segment of a breakdown (30 answers or more each): the highest less the lowest, in percentage points; ${whole(segments.length)} ranges. ` +
        "Beyond noise are those wider than the noise of such segments and significant at 5% after Holm's adjustment for all of them. Weighted shares stand with the effective n and, in brackets, the n of their segment.",
      WIDTH,
    ),
    ...blocks("Unweighted", segments),
    ...(weighted.length > 0 ? blocks("Weighted", weighted) : []),
  ];
}

interface Ends extends Pick<Segmentation, "question" | "option" | "by" | "range" | "noise" | "beyond_noise"> {
  readonly highest: End;
  readonly lowest: End;
}

function blocks(name: string, segments: readonly Ends[]): readonly string[] {
  const beyond = segments.filter(({ beyond_noise }) => beyond_noise);
  const within = segments.filter(({ beyond_noise }) => !beyond_noise);
  return [...block(`${name}, beyond noise`, beyond), ...block(`${name}, cannot be told from noise`, within)];
}

function block(title: string, segments: readonly Ends[]): readonly string[] {
  const shown = segments.length > PRINTED ? `, the widest ${PRINTED} of` : ":";
  const rows = segments
    .slice(0, PRINTED)
    .map(({ question, option, by, range, noise, highest, lowest }) => [
      `${question} ${option} by ${by}`,
      ...[points(range), points(noise)],
      ...[endWords(highest), endWords(lowest)],
    ]);
  return [
    `  ${title}${shown} ${whole(segments.length)}`,
    ...(rows.length === 0 ? [] : aligned([["", "range", "noise", "highest", "lowest"], ...rows], [3, 4])),
  ];
}

interface End {
  readonly segment: string;
  readonly share: number;
  readonly n: number;
  /** Of weighted figures. */
  readonly n_effective?: number;
}

/** Weighted, the base is as many equal answers as its answers are worth. */
function endWords({ segment, share, n, n_effective: size }: End): string {
  return `${segment} ${points(share)}% of ${size === undefined ? whole(n) : `${whole(Math.round(size))} (${whole(n)})`}`;
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}
