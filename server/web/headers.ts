/** What every answer carries to keep the browser on our side. */
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import helmet from "helmet";

/** `formAction`: further origins that forms may lead to (a sign-in provider), as they are known when a page is asked for. */
export function headers(secure: boolean, formAction: () => readonly string[] = () => []): RequestHandler {
  let origins = formAction();
  let constant = headersWith(secure, origins);
  return (_request: Request, response: Response, next: NextFunction) => {
    const now = formAction();
    if (now.join() !== origins.join()) {
      origins = now;
      constant = headersWith(secure, origins);
    }
    for (const [name, value] of constant) response.setHeader(name, value);
    next();
  };
}

function headersWith(secure: boolean, formAction: readonly string[]) {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", ...formAction],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
      },
    },
    frameguard: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: secure ? { maxAge: 63_072_000, includeSubDomains: true } : false,
  });
  return headersOf(protect);
}

/** Lets the scripts of this one page make the named Trusted Types policy. Workers come under `script-src`. */
export function allowPolicy(response: Response, policy: string): void {
  const set = String(response.getHeader("content-security-policy"));
  response.setHeader("content-security-policy", set.replace("trusted-types 'none'", `trusted-types ${policy}`));
}

/**
 * A page to be looked at alone: its forms cannot be sent and its scripts do not run. It stays of this address, which is nothing to a page
 * without scripts, or browsers would keep our own style sheet from it.
 */
export function allowNothing(response: Response): void {
  response.setHeader(
    "content-security-policy",
    `${response.getHeader("content-security-policy")};sandbox allow-same-origin`,
  );
}

/** What helmet sets is the same for every answer: it is asked once, with an answer of nobody's. */
function headersOf(protect: ReturnType<typeof helmet>): readonly (readonly [string, string])[] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  protect(request, response, () => undefined);
  const set = Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  return [
    ...set,
    ["cache-control", "no-store"],
    ["permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"],
  ];
}
