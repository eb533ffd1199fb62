/** The part of the port for tokens of scripts. */
import type { ApiToken, HeldToken } from "../records/api-token.ts";

export interface ApiTokens {
  /** `hash`: SHA-256 of the token. */
  make(hash: Uint8Array, token: ApiToken): Promise<void>;
  find(hash: Uint8Array): Promise<HeldToken | undefined>;
  /** In the order of their ends. */
  of(name: string): Promise<readonly ApiToken[]>;
  /** Only one's own; whether there was such a one. */
  revoke(name: string, id: string): Promise<boolean>;
  /** Everybody's; how many there were. A backup does not know which of them were revoked after it. */
  revokeAll(): Promise<number>;
}
