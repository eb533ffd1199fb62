/** One request of a citizen, parsed at the door: what a handler may know of it. */
import type { Person } from "../records/person.ts";
import type { CitizenSession } from "../records/session.ts";
import type { FormFields } from "./form.ts";
import type { Translate } from "./languages.ts";

export interface Visit {
  readonly params: Readonly<Record<string, string>>;
  /** Only the first value of a repeated name. */
  readonly query: Readonly<Record<string, string>>;
  readonly fields: FormFields;
  readonly now: Date;
  readonly language: string;
  readonly translate: Translate;
  readonly session: CitizenSession;
  /** A post with this session's own token; what it asks for may be done. */
  readonly proven: boolean;
  /** Who is signed in, or was when the session ended. */
  readonly latestPerson: Person | null;
  /** The languages this page is offered in. */
  readonly offered: readonly string[];
  /** The cookie was ours, and its time is over. */
  readonly sessionEnded: boolean;
  /** Changes what the browser carries from the next answer on. */
  keep(changes: Partial<CitizenSession>): void;
}

/** A form's control: a field that is not a question's. */
export function control(visit: Visit, name: "go" | "token" | "language"): string | undefined {
  return visit.fields[name]?.[0];
}

/** The fields that are questions'. */
export function answerFields(visit: Visit): FormFields {
  const { go: _go, token: _token, language: _language, ...fields } = visit.fields;
  return fields;
}
