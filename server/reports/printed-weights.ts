/** The weights for a terminal: what they are made of, what they cost, and what stands in their way. */
import { aligned, WIDTH, wrapped } from "./columns.ts";
import { decimal, inEnglish, percent, whole } from "./printed-words.ts";
import type { Report } from "./report.ts";
import type { Say } from "./sample-kind.ts";
import { noteWords } from "./weighting-words.ts";
import { isRefusal, type MarginReport, type TrimmedReport, type WeightsReport } from "./weights-report.ts";

/** Nothing where the survey has no margins. */
export function weightLines({ weights, weighting }: Report, say: Say): readonly string[] {
  if (!weighting) return [];
  const names = { question: (id: string) => id, group: (_question: string, id: string) => id };
  const notes = weighting.notes.flatMap((note) =>
    indented(`${isRefusal(note) ? "Refused" : "Warning"}: ${noteWords(note, "en", say, names)}`),
  );
  const leftOut = weighting.left_out.flatMap(({ what, why }) =>
    indented(`Not used, ${inEnglish(what)}: ${inEnglish(why)}`),
  );
  return [
    "Weights",
    ...(weights ? summaryLines(weights) : []),
    ...(weights?.margins.flatMap(marginLines) ?? []),
    ...(weighting.trimmed ? trimmedLines(weighting.trimmed) : []),
    ...notes,
    ...leftOut,
  ];
}

function summaryLines(weights: WeightsReport): readonly string[] {
  const { n, n_effective, design_effect, min, max, iterations, converged, margins } = weights;
  return [
    ...indented(
      `raking to ${margins.map(({ question }) => question).join(", ")}: ${converged ? "converged" : "not converged"} after ${iterations} sweeps; ` +
        `weights from ${decimal(min)} to ${decimal(max)}; n ${whole(n)}, effective n ${whole(Math.round(n_effective))}, design effect ${decimal(design_effect)}`,
    ),
  ];
}

function marginLines({ question, universe, source, date, missing, groups }: MarginReport): readonly string[] {
  const rows = groups.map(({ id, label, n, share, target }) => [
    label ? inEnglish(label) : id,
    whole(n),
    percent(share),
    percent(target),
  ]);
  return [
    ...indented(
      `${question}, ${inEnglish(universe)}, ${date}; ${inEnglish(source)}; not answered by ${whole(missing)}`,
    ),
    ...aligned([["", "responses", "sample", "population"], ...rows]),
  ];
}

function trimmedLines({ cap, at_cap, n_effective, design_effect, departure }: TrimmedReport): readonly string[] {
  return indented(
    `Trimmed at ${cap} times the mean (${whole(at_cap)} responses at the cap) the effective n would be ${whole(Math.round(n_effective))} and the ` +
      `design effect ${decimal(design_effect)}, and the margins would be up to ${decimal(departure * 100)} points off. Not used.`,
  );
}

function indented(text: string): readonly string[] {
  return wrapped(text, WIDTH - 2).map((line) => `  ${line}`);
}
