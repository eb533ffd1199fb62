import { describe, expect, test } from "vitest";
import { openSessions } from "../../server/citizen/sessions.ts";
import { type CitizenSession, freshSession } from "../../server/records/session.ts";

const MINUTE = 60_000;
const aigerims = freshSession("aigerim", 0, "kk");

/** Asks for a cookie's session, and says whether it had to be opened. */
function asking(sessions: ReturnType<typeof openSessions>) {
  return (cookie: string, now: number, inIt: CitizenSession | null = aigerims) => {
    let opened = false;
    const found = sessions.of(cookie, now, () => {
      opened = true;
      return inIt ?? undefined;
    });
    return { found, opened };
  };
}

describe("sessions in hand", () => {
  test("are opened once, and known by the whole of what the browser sends", () => {
    const ask = asking(openSessions());
    expect(ask("pikir=a", 0)).toEqual({ found: aigerims, opened: true });
    expect(ask("pikir=a", 1000)).toEqual({ found: aigerims, opened: false });
    expect(ask("pikir=A", 1000).opened).toBe(true);
    expect(ask("pikir=a; pikir=a", 1000).opened).toBe(true);
  });

  test("a cookie that has just been made is in hand as the browser sends it back", () => {
    const sessions = openSessions();
    sessions.made("pikir=b; Path=/; HttpOnly; SameSite=Lax", 0, aigerims);
    expect(asking(sessions)("pikir=b", 10)).toEqual({ found: aigerims, opened: false });
  });

  test("what is no session of ours is opened each time, and never taken for one", () => {
    const ask = asking(openSessions());
    expect(ask("pikir=forged", 0, null)).toEqual({ found: undefined, opened: true });
    expect(ask("pikir=forged", 1, null)).toEqual({ found: undefined, opened: true });
  });

  test("stay while they are asked for, and are forgotten two minutes after the last time, even while nobody asks", () => {
    const sessions = openSessions();
    const ask = asking(sessions);
    ask("pikir=a", 0);
    for (let now = 0; now <= 10 * MINUTE; now += MINUTE / 2) expect(ask("pikir=a", now).opened).toBe(false);
    for (const later of [1, 2]) sessions.forget((10 + later) * MINUTE);
    expect(ask("pikir=a", 12 * MINUTE).opened).toBe(true);
  });

  test("are few: whoever brings many cookies, or long ones, takes the place of older ones", () => {
    const ask = asking(openSessions());
    ask("pikir=a", 0);
    for (let other = 0; other < 9000; other += 1) ask(`pikir=${other}`, 0);
    expect(ask("pikir=a", 0).opened).toBe(true);
    const long = `pikir=${"x".repeat(5000)}`;
    ask(long, 0);
    expect(ask(long, 0).opened).toBe(true);
  });
});
