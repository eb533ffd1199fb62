/** Which open answers may ever leave: those that were given to a version of the definition whose page said so. */
import type { PublishedSurvey } from "../records/survey.ts";

/** By the version that was answered. A version too rare to be named was released as "other": of it nothing leaves. */
export function leavingWords(survey: PublishedSurvey): (version: string) => ReadonlySet<string> {
  const none = new Set<string>();
  const said = new Map(
    survey.versions.map(({ version, definition }) => [version, new Set(definition.disclosure?.words ?? [])] as const),
  );
  return (version) => said.get(version) ?? none;
}

/** Questions of which some texts may leave. */
export function leavingQuestions({ versions }: PublishedSurvey): readonly string[] {
  return [...new Set(versions.flatMap(({ definition }) => definition.disclosure?.words ?? []))];
}
