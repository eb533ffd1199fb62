/** The sample beside the population for a terminal. */
import { aligned, WIDTH, wrapped } from "./columns.ts";
import { decimal, inEnglish, interval, percent, whole } from "./printed-words.ts";
import type { Report } from "./report.ts";
import type { RepresentedMargin } from "./representation.ts";

/** So many of the groups that are missing are named in words. */
const NAMED = 5;

export function representationLines({ representation }: Report): readonly string[] {
  if (!representation) return [];
  const { margins, missing, watched, as_of } = representation;
  const named = missing
    .slice(0, NAMED)
    .map(
      ({ label, id, share, target }) =>
        `${label ? inEnglish(label) : id} (${percent(share)} here, ${percent(target)} there)`,
    );
  return [
    `Sample and population, as of ${as_of}`,
    ...wrapped(
      named.length > 0 ? `Missing most: ${named.join("; ")}.` : "No group is found to be missing.",
      WIDTH - 2,
    ).map((line) => `  ${line}`),
    ...aligned([
      ["always shown", "n", "base", "share", "95% interval", "population"],
      ...watched.map(({ label, n, base, share, low, high, target }) => [
        ...[inEnglish(label), whole(n), whole(base), percent(share), interval(low, high)],
        target === null ? "not known" : percent(target),
      ]),
    ]),
    ...margins.flatMap(marginLines),
  ];
}

function marginLines({ question, base, dissimilarity, by_chance, groups }: RepresentedMargin): readonly string[] {
  const index =
    dissimilarity === null ? "" : `; index of dissimilarity ${percent(dissimilarity)}, by chance ${percent(by_chance)}`;
  return [
    `  ${question}, base ${whole(base)}${index}`,
    ...aligned([
      ["", "n", "share", "95% interval", "population", "times"],
      ...groups.map(({ id, label, n, share, low, high, target, ratio }) => [
        ...[
          label ? inEnglish(label) : id,
          whole(n),
          percent(share),
          interval(low, high),
          percent(target),
          decimal(ratio),
        ],
      ]),
    ]),
  ];
}
