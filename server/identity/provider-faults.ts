/** What becomes of a sign-in that did not succeed, by what openid-client throws. Names of faults only: their words may quote a token. */
import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";

export interface Failed {
  /**
   * `cancelled`: by the person. `too-weak`: they proved who they are, but not well or not lately enough. `unreachable`: the
   * provider is away or talks nonsense. `refused`: what came is not to be believed.
   */
  readonly kind: "cancelled" | "too-weak" | "unreachable" | "refused";
  /** For the operator: one of a closed list, or openid-client's code. */
  readonly why: string;
}

/** Errors of RFC 6749, section 4.1.2.1, and of OpenID Connect Core 1.0, section 3.1.2.6. Whoever writes an address can write others. */
const TOLD: Readonly<Record<string, Failed["kind"]>> = {
  access_denied: "cancelled",
  temporarily_unavailable: "unreachable",
  server_error: "unreachable",
  login_required: "too-weak",
  interaction_required: "too-weak",
  consent_required: "cancelled",
  account_selection_required: "too-weak",
  unmet_authentication_requirements: "too-weak",
  invalid_request: "unreachable",
  unauthorized_client: "unreachable",
  unsupported_response_type: "unreachable",
  invalid_scope: "unreachable",
};

/** A code that was used before or never given is the citizen's to get anew; the rest is between us and the provider. */
const OF_THE_CODE = ["invalid_grant"];

/** Answers that are none. */
const NONSENSE = [
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_PARSE_ERROR",
  "OAUTH_RESPONSE_IS_NOT_JSON",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_MISSING_SERVER_METADATA",
  "OAUTH_INVALID_SERVER_METADATA",
  "OAUTH_HTTP_REQUEST_FORBIDDEN",
  "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
];

export function endingOf(error: unknown): Failed {
  if (error instanceof AuthorizationResponseError) {
    const kind = Object.hasOwn(TOLD, error.error) ? TOLD[error.error] : undefined;
    return kind ? { kind, why: error.error } : { kind: "refused", why: "an error that no standard names" };
  }
  if (error instanceof ResponseBodyError) {
    const isOurs = !OF_THE_CODE.includes(error.error);
    return isOurs
      ? {
          kind: "unreachable",
          why: "the provider does not take this client: compare its id and its secret in the configuration",
        }
      : { kind: "refused", why: "a code that is not good, or no longer" };
  }
  if (error instanceof ClientError && error.code !== undefined)
    return { kind: kindOf(error), why: /^[A-Z_]{1,60}$/.test(error.code) ? error.code : "an unknown fault" };
  // Signs that no base 64 has: a token that nobody's key has to be tried on.
  if (error instanceof TypeError && error.cause instanceof DOMException)
    return { kind: "refused", why: "a token that cannot be read" };
  // The network's own faults have no code of openid-client's.
  return { kind: "unreachable", why: "no connection" };
}

function kindOf(error: ClientError): Failed["kind"] {
  if (NONSENSE.includes(error.code ?? "")) return "unreachable";
  return isTooLongAgo(error) ? "too-weak" : "refused";
}

/** Of the times in a token only this one says nothing against the token: the person signed in too long ago. */
function isTooLongAgo({ code, cause }: ClientError): boolean {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return (
    code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED" &&
    typeof inner === "object" &&
    inner !== null &&
    "claim" in inner &&
    inner.claim === "auth_time"
  );
}
