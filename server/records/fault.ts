/**
 * The closed list of refusals. A refusal is expected and is a value: `web/refusals.ts` gives each its status and its page
 * in one exhaustive switch. Whatever is not on this list is a bug and travels as an exception.
 */
import type { Access } from "../survey/definition.ts";

export type Fault =
  | { readonly kind: "malformed" }
  | { readonly kind: "too-large" }
  | { readonly kind: "not-found" }
  | { readonly kind: "unknown-survey" }
  | { readonly kind: "not-yet-open"; readonly opens: string }
  /** `results`: the survey, where what it found is published. */
  | { readonly kind: "closed"; readonly results?: string }
  /** Its results: nobody has published any yet. */
  | { readonly kind: "no-results"; readonly survey: string }
  /** For a while; what was answered waits. */
  | { readonly kind: "paused"; readonly survey: string }
  | { readonly kind: "cross-site" }
  | {
      readonly kind: "session-expired";
      readonly survey?: string;
      /** How one comes into that survey again; `sign-in` where nobody said. */
      readonly access?: Access;
      readonly typedKept: boolean;
    }
  | { readonly kind: "already-taken-part"; readonly survey: string; readonly access: Access }
  /** The end of a sign-in that did not begin in this browser, or too long ago. */
  | { readonly kind: "sign-in-lost" }
  | { readonly kind: "sign-in-refused"; readonly survey: string }
  | { readonly kind: "sign-in-too-weak"; readonly survey: string }
  | { readonly kind: "sign-in-unavailable"; readonly survey: string }
  | { readonly kind: "simulated-only" }
  | { readonly kind: "too-many" }
  | { readonly kind: "unavailable" };

/** Carries a refusal out of a deeper function to the one place that answers it. */
export class Refusal extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.kind);
    this.name = "Refusal";
    this.fault = fault;
  }
}
