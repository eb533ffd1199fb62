/**
 * What a survey's definition says of what others could know: by which questions somebody could be recognised in the data, which
 * answers must not be told of anybody, and how values may be joined to larger groups. A release is checked against this.
 *
 * This file is the shape; `disclosure-findings.ts` holds what a shape cannot say.
 */
import { z } from "zod";
import { told } from "./told.ts";
import { id, text } from "./words.ts";

/** For whom a data set is made: the survey's own analysts, researchers under an agreement, everybody. */
export const RELEASE_KINDS = ["internal", "scientific", "public"] as const;

export type ReleaseKind = (typeof RELEASE_KINDS)[number];

export function isReleaseKind(word: string): word is ReleaseKind {
  return RELEASE_KINDS.some((kind) => kind === word);
}

const group = z.strictObject({ id, label: text, options: z.array(id).min(1, told("no-option")) });

const recoding = z.strictObject({
  id,
  /** Every option of the question, in one of them. */
  groups: z.array(group).min(2, told("two-groups-or-none")),
});

const key = z.strictObject({
  /** Of kind one, several or scale: what neighbours, colleagues or a register know of a person. */
  question: id,
  /** From fine to coarse; only of a question of kind one. */
  recodings: z.array(recoding).min(1, told("no-recoding")).optional(),
  /** The kinds of release that count with it; without it all. */
  kinds: z.array(z.enum(RELEASE_KINDS)).min(1, told("no-kind")).optional(),
});

export const disclosureShape = z.strictObject({
  /** Quasi-identifiers. An empty list says that nobody could be recognised by any answer. */
  keys: z.array(key),
  /** Answers that a class of people who look alike must not have in common. */
  sensitive: z.array(id).default([]),
  /** Questions that the public file leaves out. */
  "not-public": z.array(id).default([]),
  /** Open questions whose texts may leave once somebody has read each; their page says so. Without it no text ever leaves. */
  words: z.array(id).min(1, told("no-question-named")).optional(),
});

export type Disclosure = Readonly<z.infer<typeof disclosureShape>>;
export type DisclosureKey = Readonly<Disclosure["keys"][number]>;

/** The key variables of a kind of release. */
export function keysFor({ keys, "not-public": out }: Disclosure, kind: ReleaseKind): readonly DisclosureKey[] {
  return keys.filter(
    ({ question, kinds }) => (kinds ?? RELEASE_KINDS).includes(kind) && !(kind === "public" && out.includes(question)),
  );
}
