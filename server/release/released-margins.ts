/**
 * The margins of a population as a release can be weighed by them. A raking weight is a product of one factor a margin: computed
 * from the answers as they were, it gave the withheld region of every rare record of the reference sample back. So a release is
 * raked anew, to margins whose groups its own variables tell apart; its weights follow from what it shows.
 */
import type { Margin, Margins } from "../survey/margins.ts";
import { AS_ASKED, type JoinedOptions, type KeyLadder, LEFT_OUT } from "./key-ladder.ts";

/** Undefined where no margin is left. `levels`: by key. `isReleased`: whether a question is in the file. */
export function releasedMargins(
  margins: Margins,
  ladders: readonly KeyLadder[],
  levels: readonly number[],
  isReleased: (question: string) => boolean,
): Margins | undefined {
  const left = margins.margins.flatMap((margin) => {
    const key = ladders.findIndex(({ question }) => question === margin.question);
    const level = ladders[key]?.levels[levels[key] ?? 0];
    if (!isReleased(margin.question) || level?.name === LEFT_OUT) return [];
    if (!level?.groups || level.name === AS_ASKED) return [margin];
    return joinedMargin(margin, level.groups);
  });
  return left.length === 0 ? undefined : { ...margins, margins: left };
}

/**
 * The same without groups that nobody in the file is shown to be in: a region so rare that it is withheld throughout cannot be
 * weighed up. `isThere`: whether some record shows one of a question's options.
 */
export function withoutEmptyGroups(
  margins: Margins,
  isThere: (question: string, options: readonly string[]) => boolean,
): Margins | undefined {
  const left = margins.margins.flatMap((margin): readonly Margin[] => {
    const groups = margin.groups.filter(({ options }) => isThere(margin.question, options));
    if (groups.length < 2) return [];
    const gone = margin.groups.filter((group) => !groups.includes(group)).flatMap(({ options }) => options);
    const there = groups.map(({ into: _into, ...group }) => group);
    return [{ ...margin, groups: there, outside: [...margin.outside, ...gone] }];
  });
  return left.length === 0 ? undefined : { ...margins, least: 1, margins: left };
}

/** Recoded groups and the margin's groups that overlap become one, until none does; one alone weighs nothing. */
function joinedMargin(margin: Margin, recoded: readonly JoinedOptions[]): readonly Margin[] {
  const homes = margin.groups.map((_, at) => at);
  for (const { options } of recoded) {
    const met = margin.groups.flatMap((group, at) =>
      group.options.some((option) => options.includes(option)) ? [at] : [],
    );
    const joined = new Set(met.map((at) => homes[at]));
    const home = Math.min(...met.map((at) => homes[at] ?? at));
    for (const [at, old] of homes.entries()) if (joined.has(old)) homes[at] = home;
  }
  const places = [...new Set(homes)];
  if (places.length < 2) return [];
  const groups = places.map((place) => {
    const parts = margin.groups.filter((_, at) => homes[at] === place);
    const options = recoded.filter((group) =>
      parts.some((part) => part.options.some((option) => group.options.includes(option))),
    );
    const [first] = parts;
    return {
      id: parts.map(({ id }) => id).join("-"),
      ...(parts.length === 1 && first?.label ? { label: first.label } : {}),
      options: options.map(({ id }) => id),
      ...(first?.count === undefined
        ? { share: sum(parts.map(({ share }) => share ?? 0)) }
        : { count: sum(parts.map(({ count }) => count ?? 0)) }),
    };
  });
  return [{ ...margin, groups, outside: [] }];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
