/** The funnel with its rates, as CHERRIES names them (Eysenbach 2004, J Med Internet Res 6(3):e34). */
import type { Count, Stage } from "../records/funnel.ts";
import type { Definition } from "../survey/definition.ts";

export interface Funnel {
  readonly shown: number;
  readonly clicked: number;
  readonly consent_shown: number;
  readonly agreed: number;
  readonly declined: number;
  /** The first page of questions was shown. */
  readonly started: number;
  readonly pages: readonly { readonly page: string; readonly reached: number }[];
  /** The number of participations. */
  readonly sent: number;
  /** Collected elsewhere; in no stage above. */
  readonly imported: number;
  /** Imported ones and those withdrawn since included. */
  readonly released: number;
  readonly withdrawn: number;
  readonly valid: number;
  /** clicked / shown; null, like the others, where the denominator is 0. */
  readonly view_rate: number | null;
  /** agreed / consent_shown. */
  readonly participation_rate: number | null;
  /** sent / started. */
  readonly completion_rate: number | null;
}

/** A count of whatever day, language and place. */
export type Counted = Pick<Count, "stage" | "page" | "count">;

export interface FunnelFacts {
  readonly counts: readonly Counted[];
  readonly sent: number;
  readonly imported: number;
  readonly released: number;
  readonly withdrawn: number;
  readonly excluded: number;
}

/** Adds up the counters over days, languages and places. Pages come in the definition's order, pages of older versions after them. */
export function funnelOf(definition: Definition, facts: FunnelFacts): Funnel {
  const { counts, sent, imported, released, withdrawn, excluded } = facts;
  const total = (stage: Stage) => sum(counts.filter((count) => count.stage === stage));
  const [shown, clicked, consentShown, agreed] = [
    total("shown"),
    total("clicked"),
    total("consent_shown"),
    total("agreed"),
  ];
  const started = total("started");
  return {
    shown,
    clicked,
    consent_shown: consentShown,
    agreed,
    declined: total("declined"),
    started,
    pages: pagesOf(definition, counts),
    sent,
    imported,
    released,
    withdrawn,
    valid: released - withdrawn - excluded,
    view_rate: rate(clicked, shown),
    participation_rate: rate(agreed, consentShown),
    completion_rate: rate(sent, started),
  };
}

function pagesOf(definition: Definition, counts: readonly Counted[]): Funnel["pages"] {
  const reached = counts.filter((count) => count.stage === "reached");
  const pages = new Set([...definition.pages.map((page) => page.id), ...reached.map((count) => count.page)]);
  return [...pages].map((page) => ({ page, reached: sum(reached.filter((count) => count.page === page)) }));
}

function sum(counts: readonly Counted[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

/** Null where the whole is 0. */
export function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
