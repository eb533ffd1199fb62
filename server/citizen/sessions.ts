/**
 * The sessions that came lately, as they were opened: a page leads to the next, and opening the same cookie again for each costs as
 * much as looking its draft up. Only in memory, by the very words of the header, and for two minutes at most after the last request.
 */
import type { CitizenSession } from "../records/session.ts";
import { openLately } from "./lately.ts";

export interface Sessions {
  /** The session of what `Cookie` says: found, or else opened and remembered. `now` in milliseconds. */
  of(header: string, now: number, open: () => CitizenSession | undefined): CitizenSession | undefined;
  /** A session whose cookie has just been made: `setCookie` as the answer says it. */
  made(setCookie: string, now: number, session: CitizenSession): void;
  /** What has not been asked for lately is forgotten, even while nobody asks. */
  forget(now: number): void;
}

/** In each half. Some 2 KB each. */
const MOST = 4000;
/** Characters. Whoever sends longer headers sends more than ours. */
const LONGEST = 4096;

export function openSessions(): Sessions {
  const lately = openLately<CitizenSession>(MOST);
  const keep = (header: string, now: number, session: CitizenSession) => {
    lately.turn(now);
    if (header.length <= LONGEST) lately.keep(header, session);
  };
  return {
    forget: lately.turn,
    of: (header, now, open) => {
      const found = lately.find(header) ?? open();
      if (found) keep(header, now, found);
      return found;
    },
    // As the browser will send it back, where it has no other cookie of this host.
    made: (setCookie, now, session) => keep(setCookie.slice(0, setCookie.indexOf(";")), now, session),
  };
}
