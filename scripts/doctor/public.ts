/** What a service must have that more than this machine can reach: secrecy on the way, a crowd to hide in, a line, a proxy that is known, a way in. */
import { join } from "node:path";
import { LOOPBACK } from "../../server/config-values.ts";
import { type Finding, look, type Rule, well, wrong } from "./finding.ts";
import { liesIn } from "./observed.ts";

export const secrecy: Rule = ({ config }) => {
  const isPublic = !LOOPBACK.includes(config.publicUrl.hostname);
  const found: Finding[] = [];
  if (isPublic && config.publicUrl.protocol !== "https:")
    found.push(
      ...wrong(
        `PUBLIC_URL is ${config.publicUrl.origin}: answers travel readable for everybody on the way.`,
        "Put a proxy with TLS in front (scripts/deploy) and set PUBLIC_URL to https.",
      ),
    );
  if (isPublic && config.pool < 10)
    found.push(
      ...wrong(
        `PIKIR_POOL is ${config.pool}: an answer hides among ${config.pool * 2} only.`,
        "Leave it at 50, or as high as the survey's size allows.",
      ),
    );
  if (liesIn(config.keysDir, join(config.dataDir, "backups")))
    found.push(
      ...wrong("KEYS_DIR lies among the backups.", "Move it: a backup that holds keys gives away what they protect."),
    );
  return found.length > 0
    ? found
    : well(isPublic ? "Public, over TLS, and pooled." : "On a loopback address: for trying out.");
};

export const proxies: Rule = ({ config }) => {
  const isPublic = !LOOPBACK.includes(config.publicUrl.hostname);
  const behind = isPublic && LOOPBACK.includes(config.host);
  if (behind && config.trustProxy.length === 0)
    return wrong(
      "The server listens on this machine only, so a proxy is in front, and PIKIR_TRUST_PROXY is not set: all citizens seem to come from one address.",
      "Set PIKIR_TRUST_PROXY to the proxy's address (loopback, where it runs here).",
    );
  if (config.trustProxy.some((address) => /\/0$/.test(address)))
    return wrong(
      "PIKIR_TRUST_PROXY trusts everybody: whoever sends X-Forwarded-For chooses the address that guesses are counted by.",
      "Name the proxies' addresses.",
    );
  return well("The addresses of proxies are as they should be.");
};

export const crowds: Rule = ({ config }) => {
  if (LOOPBACK.includes(config.publicUrl.hostname)) return [];
  if (config.queue !== undefined)
    return well(`A waiting line keeps citizens inside to ${config.queue.toLocaleString("en")}.`);
  return look(
    "There is no waiting line: when more come than this machine carries, pages become slow for everybody.",
    "Set PIKIR_QUEUE (README, Load like a census, says to how many).",
  );
};

export const signIn: Rule = ({ providers }) =>
  providers.flatMap(({ whose, issuer, why }) =>
    why === undefined
      ? well(`The provider of ${whose} (${issuer}) answers.`)
      : wrong(
          `At ${issuer}, where ${whose} sign in: ${why}.`,
          `Until it answers they cannot sign in. See whether this machine reaches ${issuer}, and whether the issuer's address is right.`,
        ),
  );
