/** How simulated citizens behave: how many fall away where, how fast they are, and how they answer. */
import type { Shares } from "./dealing.ts";

export interface Profile {
  /** Whether answers, languages and places are dealt to exact counts or drawn. */
  readonly exact: boolean;
  /** How many see the banner, click it and begin, for each one who completes. */
  readonly shown: number;
  readonly clicked: number;
  readonly began: number;
  /** Bots, for each citizen who completes; they come on top of every stage. */
  readonly bots: number;
  /** Where those leave who clicked and never began. */
  readonly before: Shares;
  /** Of those who began and did not complete: how many press "stop and delete". */
  readonly deletes: number;
  readonly languages: Shares;
  readonly places: Shares;
  /** From the first page of questions shown to sending, in seconds: log-normal, cut off at both ends. */
  readonly pace: { readonly median: number; readonly sigma: number; readonly least: number; readonly most: number };
  /** By question id: how those who answer it do. A question that is not here gets shares by its kind. */
  readonly answers: Readonly<Record<string, Shares>>;
  /** By question id: how those answer it differently who answered earlier ones so; the first that knows their answers decides. */
  readonly within: Readonly<Record<string, readonly Within[]>>;
  /** By question id: who skips it, of those who are asked; `else` for the others. The headline question is never skipped. */
  readonly skipped: Shares & { readonly else: number };
  /** Who writes something where words are asked for. */
  readonly written: number;
  /** Who fills in an optional page. */
  readonly optional: number;
  /** Answers that nobody gives together: question, answer, later question, answer. */
  readonly impossible: readonly (readonly [string, string, string, string])[];
}

export interface Within {
  readonly questions: readonly string[];
  /** By the answers to these, a space between two. */
  readonly answers: Readonly<Record<string, Shares>>;
}
