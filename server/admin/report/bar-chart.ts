/**
 * A bar chart with interval whiskers, as lengths for an SVG without a viewBox: widths in percent and heights in em, so that
 * letters stay as large as the page's on a phone as on a laptop.
 */
import { wrapped } from "../../reports/columns.ts";

export interface Bar {
  readonly label: string;
  /** The share as the page writes it, or the word for a hidden one. */
  readonly value: string;
  /** Between 0 and 1; null where nothing may or can be drawn. */
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Another share to hold it against, as an upright line across the bar. */
  readonly mark?: number;
}

/** Characters of a label's line: what fits on a phone. */
const LABEL_WIDTH = 40;
/** Percent of the width that the scale takes; the rest is for the values. */
const SCALE = 78;
const LINE = 1.3;
const BAR = 1.2;
const GAP = 0.9;
const CAP = 0.3;
/** By how much a mark is longer than its bar, above and below. */
const OVER = 0.15;
const AXIS = 1.8;

/** The chart of these bars, from top to bottom. `round` writes a share on the scale. */
export function barChart(bars: readonly Bar[], round: (share: number) => string) {
  const most = endOfScale(Math.max(0, ...bars.map(({ share, high, mark }) => Math.max(high ?? share ?? 0, mark ?? 0))));
  let top = 0;
  const rows = bars.map((bar) => {
    const row = rowOf(bar, top, most);
    top = row.bottom;
    return row;
  });
  const ticks = [
    { x: "0%", anchor: "start", words: round(0) },
    { x: `${SCALE / 2}%`, anchor: "middle", words: round(most / 2) },
    { x: `${SCALE}%`, anchor: "middle", words: round(most) },
  ];
  return { height: em(top + AXIS), axis: em(top), ticksAt: em(top + LINE), ticks, rows, width: `${SCALE}%` };
}

function rowOf({ label, value, share, low, high, mark }: Bar, top: number, most: number) {
  const lines = wrapped(label, LABEL_WIDTH).map((words, at) => ({ words, y: em(top + (at + 0.8) * LINE) }));
  const bar = top + lines.length * LINE + 0.1;
  const middle = bar + BAR / 2;
  const x = (part: number) => `${((part / most) * SCALE).toFixed(3)}%`;
  const whisker =
    low === null || high === null
      ? null
      : { low: x(low), high: x(high), y: em(middle), top: em(middle - CAP), bottom: em(middle + CAP) };
  return {
    lines,
    value,
    valueAt: em(middle + 0.35),
    bar: share === null ? null : { width: x(share), y: em(bar), height: em(BAR) },
    whisker,
    mark: mark === undefined ? null : { x: x(mark), top: em(bar - OVER), bottom: em(bar + BAR + OVER) },
    bottom: bar + BAR + GAP,
  };
}

/** The first round share that holds the longest whisker. */
function endOfScale(highest: number): number {
  return [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8].find((end) => end >= highest) ?? 1;
}

function em(length: number): string {
  return `${length.toFixed(2)}em`;
}
