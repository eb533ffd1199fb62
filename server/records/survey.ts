/** A published survey: its versions, newest last, and the facts of its life. */
import type { Definition } from "../survey/definition.ts";

export interface PublishedVersion {
  readonly version: string;
  readonly definition: Definition;
}

export interface PublishedSurvey {
  readonly id: string;
  /** Walked by `simulate` only, for ever. */
  readonly simulated: boolean;
  /** A day, `2024-11-01`; absent while open. */
  readonly closedOn?: string;
  /** A day; absent while it is not paused. */
  readonly pausedOn?: string;
  /** A closing date that holds where it is later than the newest definition's. */
  readonly extendedTo?: string;
  readonly versions: readonly PublishedVersion[];
}

export type SurveyState =
  | { readonly state: "open" | "paused" | "closed" }
  | { readonly state: "not-yet-open"; readonly opens: string };

export function newestOf(survey: PublishedSurvey): PublishedVersion {
  const newest = survey.versions.at(-1);
  if (!newest) throw new Error(`the survey ${survey.id} has no version`);
  return newest;
}

/** Whether a survey takes answers on a day (`2024-10-05`). The closing date itself still counts as open. */
export function stateOf(survey: PublishedSurvey, day: string): SurveyState {
  const { opens } = newestOf(survey).definition;
  const closes = closingDateOf(survey);
  if (survey.closedOn !== undefined || (closes !== undefined && day > closes)) return { state: "closed" };
  if (opens !== undefined && day < opens) return { state: "not-yet-open", opens };
  return { state: survey.pausedOn === undefined ? "open" : "paused" };
}

/** The last day on which it takes answers: the newest definition's, or what it was extended to. None where it has no end. */
export function closingDateOf(survey: PublishedSurvey): string | undefined {
  const { closes } = newestOf(survey).definition;
  if (closes === undefined || survey.extendedTo === undefined) return closes;
  return survey.extendedTo > closes ? survey.extendedTo : closes;
}

/** Once a panel, always one: what was answered under one version's promise is not shown under another's. */
export function isPanel(survey: PublishedSurvey): boolean {
  return survey.versions.some(({ definition }) => definition.panel === true);
}

/** Whether anybody could answer, as often as they liked: then no response is known to be another person's. */
export function isOpen(survey: PublishedSurvey): boolean {
  return survey.versions.some(({ definition }) => definition.access === "open");
}
