/** What the staff's path refuses, with each refusal's status and the words of its page. */
import type { Fault } from "../records/fault.ts";

export type StaffFault =
  | "malformed"
  | "too-large"
  | "not-signed-in"
  | "not-permitted"
  | "cross-site"
  | "form-expired"
  | "not-found"
  | "unknown-survey"
  | "panel-open"
  | "files-missing"
  | "too-many"
  | "too-many-proposals"
  | "unavailable";

export interface StaffRefusal {
  readonly status: number;
  /** Under `admin.fault.` in the language files: a title, a text, and the words of the way on. */
  readonly words: string;
  readonly onward: string;
  readonly retryAfter?: number;
}

export function staffRefusal(fault: StaffFault): StaffRefusal {
  switch (fault) {
    case "malformed":
      return { status: 400, words: "malformed", onward: "/admin" };
    case "too-large":
      return { status: 413, words: "tooLarge", onward: "/admin" };
    case "not-signed-in":
      return { status: 401, words: "notSignedIn", onward: "/admin/sign-in" };
    case "not-permitted":
      return { status: 403, words: "notPermitted", onward: "/admin" };
    case "cross-site":
      return { status: 403, words: "crossSite", onward: "/admin" };
    case "form-expired":
      return { status: 403, words: "formExpired", onward: "/admin" };
    case "not-found":
      return { status: 404, words: "notFound", onward: "/admin" };
    case "unknown-survey":
      return { status: 404, words: "unknownSurvey", onward: "/admin" };
    case "panel-open":
      return { status: 403, words: "panelOpen", onward: "/admin" };
    case "files-missing":
      return { status: 503, words: "filesMissing", onward: "/admin", retryAfter: 600 };
    case "too-many":
      return { status: 429, words: "tooMany", onward: "/admin/sign-in" };
    case "too-many-proposals":
      return { status: 409, words: "tooManyProposals", onward: "/admin" };
    case "unavailable":
      return { status: 503, words: "unavailable", onward: "/admin", retryAfter: 10 };
  }
}

/** A refusal from deeper inside, as the staff's path says it. What concerns citizens alone never comes up here. */
export function staffFaultOf({ kind }: Fault): StaffFault {
  switch (kind) {
    case "malformed":
    case "too-large":
    case "not-found":
    case "unknown-survey":
    case "cross-site":
    case "too-many":
      return kind;
    default:
      return "unavailable";
  }
}
