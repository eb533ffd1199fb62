/** Each refusal's status and the key of its words, in one exhaustive switch. */
import type { Fault } from "../records/fault.ts";

export interface RefusalPage {
  readonly status: number;
  /** Under `fault.` in the language files: a title, a text, and what to do. */
  readonly words: string;
  /** Where the way on leads; nothing where the page itself is the way on. */
  readonly onward?: string;
  readonly retryAfter?: number;
  /** The page offers to end the visit, for the next person on this device. */
  readonly leave?: true;
}

export function refusalPage(fault: Fault): RefusalPage {
  switch (fault.kind) {
    case "malformed":
      return { status: 400, words: "malformed", onward: "/" };
    case "too-large":
      return { status: 413, words: "tooLarge", onward: "/" };
    case "not-found":
      return { status: 404, words: "notFound", onward: "/" };
    case "unknown-survey":
      return { status: 404, words: "unknownSurvey", onward: "/" };
    case "not-yet-open":
      return { status: 403, words: "notYetOpen", onward: "/" };
    case "closed":
      return fault.results === undefined
        ? { status: 403, words: "closed", onward: "/" }
        : { status: 403, words: "closedWithResults", onward: `/s/${fault.results}/results` };
    case "no-results":
      return { status: 404, words: "noResults", onward: `/s/${fault.survey}` };
    case "paused":
      return { status: 503, words: "paused", onward: `/s/${fault.survey}`, retryAfter: 600 };
    case "simulated-only":
      return { status: 403, words: "simulatedOnly", onward: "/" };
    case "cross-site":
      return { status: 403, words: "crossSite", onward: "/" };
    case "session-expired":
      return expired(
        fault.survey === undefined ? "/" : `/s/${fault.survey}`,
        fault.access ?? "sign-in",
        fault.typedKept,
      );
    case "already-taken-part":
      return takenPart(fault.survey, fault.access);
    case "sign-in-lost":
      return { status: 400, words: "signInLost", onward: "/" };
    case "sign-in-refused":
      return { status: 401, words: "signInRefused", onward: `/sign-in?survey=${fault.survey}` };
    case "sign-in-too-weak":
      return { status: 403, words: "signInTooWeak", onward: `/sign-in?survey=${fault.survey}` };
    case "sign-in-unavailable":
      return { status: 503, words: "signInUnavailable", onward: `/sign-in?survey=${fault.survey}`, retryAfter: 30 };
    case "too-many":
      return { status: 429, words: "tooMany", onward: "/", retryAfter: 60 };
    case "unavailable":
      return { status: 503, words: "unavailable", retryAfter: 10 };
  }
}

type Access = "sign-in" | "codes" | "open";

/** By how one comes in again. */
function expired(onward: string, access: Access, typedKept: boolean): RefusalPage {
  switch (access) {
    case "sign-in":
      return { status: 403, words: typedKept ? "sessionExpiredTypedKept" : "sessionExpired", onward };
    case "codes":
      return { status: 403, words: typedKept ? "sessionExpiredCodeTypedKept" : "sessionExpiredCode", onward };
    case "open":
      return { status: 403, words: "sessionExpiredOpen", onward };
  }
}

function takenPart(survey: string, access: Access): RefusalPage {
  switch (access) {
    case "sign-in":
      return { status: 409, words: "alreadyTakenPart", onward: "/" };
    case "codes":
      return { status: 409, words: "codeUsed", onward: `/s/${survey}/code` };
    case "open":
      return { status: 409, words: "alreadySentHere", onward: "/", leave: true };
  }
}
