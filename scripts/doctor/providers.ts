/** The providers at which citizens and staff sign in: where one is away, nobody comes in. */

import type { Config } from "../../server/config.ts";
import { openProvider } from "../../server/identity/provider.ts";

export interface ProviderSeen {
  readonly whose: "citizens" | "staff";
  readonly issuer: string;
  /** Undefined where it answers as a provider should. */
  readonly why: string | undefined;
}

/** Each that is configured, as this machine reaches it. */
export function providersOf({ openId, staffOpenId, publicUrl }: Config): Promise<readonly ProviderSeen[]> {
  const look = async (whose: ProviderSeen["whose"], settings: typeof openId): Promise<readonly ProviderSeen[]> => {
    if (settings === undefined) return [];
    let why: string | undefined;
    const now = () => new Date();
    const provider = openProvider(settings, new URL("/sign-in/callback", publicUrl), now, (warning) => {
      why = warning;
    });
    const isThere = await provider.isThere();
    return [{ whose, issuer: settings.issuer.href, why: isThere ? undefined : (why ?? "it does not answer") }];
  };
  return Promise.all([look("citizens", openId), look("staff", staffOpenId)]).then((seen) => seen.flat());
}
