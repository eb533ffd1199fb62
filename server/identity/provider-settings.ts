/** What an operator says of the OpenID Connect provider. */
import type { ClaimNames } from "./claims.ts";

export interface ProviderSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Asked for where a survey has rules of eligibility; else `openid` alone. */
  readonly scope: string;
  /** Levels of authentication that are good enough; any, where there are none. */
  readonly acr: readonly string[];
  /** How long ago, in seconds, the person may have proven who they are to the provider. */
  readonly maxAge: number | undefined;
  readonly claims: ClaimNames;
  /** Further origins that the provider leads a browser over. */
  readonly origins: readonly string[];
}
