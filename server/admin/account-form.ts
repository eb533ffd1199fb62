/** The form in which a link's holder chooses a name and a password. */
import { NOBODY, OPERATOR } from "../records/audit.ts";
import { page } from "../web/reply.ts";
import { LONGEST, type PasswordFault, passwordFault, SHORTEST } from "./password.ts";
import type { StaffReply, StaffVisit, StaffWorld } from "./world.ts";

/** A name as it is kept: one spelling, no spaces around it or doubled inside. */
export function canonicalName(typed: string): string {
  return typed.normalize("NFC").trim().replace(/\s+/g, " ");
}

export interface FieldError {
  readonly field: "name" | "password";
  readonly message: string;
}

export interface AccountForm {
  readonly action: string;
  /** Under `admin.` in the language files: a title and a text. */
  readonly words: "first" | "join";
  /** Whom the link is for; null where its holder chooses a name. */
  readonly name: string | null;
}

export interface Chosen {
  readonly name: string;
  readonly password: string;
  readonly errors: readonly FieldError[];
}

/** What was chosen, with what is wrong about it. `withPassword`: not where the account is to have none. */
export function chosenIn(visit: StaffVisit, form: AccountForm, withPassword = true): Chosen {
  const name = form.name ?? canonicalName(visit.fields.name?.[0] ?? "");
  const password = visit.fields.password?.[0] ?? "";
  const ofPassword = withPassword ? passwordErrors(visit, password, name) : [];
  return { name, password, errors: [...nameErrors(visit, name), ...ofPassword] };
}

export function accountPage(
  visit: StaffVisit,
  { signIn }: StaffWorld,
  form: AccountForm,
  name: string,
  errors: readonly FieldError[],
): StaffReply {
  const heading = visit.translate(`admin.${form.words}.title`);
  const title = errors.length > 0 ? visit.translate("error.titled", { title: heading }) : heading;
  const messageOf = (field: FieldError["field"]) => errors.find((error) => error.field === field)?.message ?? "";
  const view = {
    action: form.action,
    name: form.name ?? name,
    fixed: form.name !== null,
    heading,
    text: visit.translate(`admin.${form.words}.text`),
    failed: errors.length > 0,
    errors,
    nameMessage: messageOf("name"),
    passwordMessage: messageOf("password"),
    min: SHORTEST,
    passwords: signIn.passwords,
    provider: signIn.provider ? { host: signIn.provider.host } : null,
  };
  return page("admin/first", title, view, errors.length > 0 ? 422 : 200);
}

const LONGEST_NAME = 60;

function nameErrors(visit: StaffVisit, name: string): readonly FieldError[] {
  return isFitName(name)
    ? []
    : [{ field: "name", message: visit.translate("admin.first.nameWrong", { max: LONGEST_NAME }) }];
}

/** Control characters and marks of direction could make one name look like another; the command line has one of its own in the log. */
function isFitName(name: string): boolean {
  if ([OPERATOR, NOBODY].includes(name.normalize("NFKC").toLowerCase())) return false;
  return name !== "" && [...name].length <= LONGEST_NAME && !/\p{C}/u.test(name);
}

const WORDS: Readonly<Record<PasswordFault, string>> = {
  "too-short": "admin.first.tooShort",
  "too-long": "admin.first.tooLong",
  "is-name": "admin.first.isName",
  "too-common": "admin.first.tooCommon",
};

function passwordErrors(visit: StaffVisit, password: string, name: string): readonly FieldError[] {
  const message = whyNot(visit, password, name);
  return message === undefined ? [] : [{ field: "password", message }];
}

/** Why a new password is refused, in words; undefined where it is not. */
export function whyNot(visit: StaffVisit, password: string, name: string): string | undefined {
  const fault = passwordFault(password, name);
  return fault && visit.translate(WORDS[fault], { min: SHORTEST, max: LONGEST });
}
