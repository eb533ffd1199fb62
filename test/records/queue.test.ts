import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  askedToComeIn,
  asksAgainAfter,
  left,
  minutesToWait,
  NOBODY_WAITS,
  type Queue,
  queueShape,
  stillWaits,
  type Turn,
} from "../../server/records/queue.ts";

/** A line of its own for a story: who asks says with which ticket, and hears their turn. */
function line(limit: number) {
  let queue: Queue = NOBODY_WAITS;
  let minute = 100;
  return {
    ask: (ticket?: number): Turn => {
      const asked = askedToComeIn(queue, ticket, limit, minute);
      queue = asked.queue;
      return asked.turn;
    },
    leave: (since: number) => {
      queue = left(queue, since);
    },
    pass: (minutes: number) => {
      minute += minutes;
    },
    minute: () => minute,
    queue: () => queue,
  };
}

describe("the waiting line", () => {
  test("lets in as many as there is room for, and gives the next a place in line", () => {
    const door = line(2);
    expect([door.ask(), door.ask()]).toEqual([
      { kind: "inside", minute: 100 },
      { kind: "inside", minute: 100 },
    ]);
    expect(door.ask()).toEqual({ kind: "waiting", ticket: 1, before: 0 });
    expect(door.ask()).toEqual({ kind: "waiting", ticket: 2, before: 1 });
  });

  test("keeps everybody's place, and calls them in the order of their tickets", () => {
    const door = line(1);
    door.ask();
    expect([door.ask(), door.ask()].map((turn) => turn.kind)).toEqual(["waiting", "waiting"]);
    expect(door.ask(2)).toEqual({ kind: "waiting", ticket: 2, before: 1 });
    door.leave(100);
    expect(door.ask(2)).toEqual({ kind: "waiting", ticket: 2, before: 0 });
    expect(door.ask(1)).toEqual({ kind: "inside", minute: 100 });
    expect(door.ask(2).kind).toBe("waiting");
  });

  test("does not let a newcomer in before those who wait", () => {
    const door = line(1);
    door.ask();
    door.ask();
    door.leave(100);
    expect(door.ask()).toEqual({ kind: "waiting", ticket: 2, before: 0 });
    expect(door.ask(1).kind).toBe("inside");
  });

  test("gives the place of who was called and does not come to the next, after two minutes", () => {
    const door = line(1);
    door.ask();
    door.ask();
    door.ask();
    door.leave(100);
    expect(door.ask(2)).toEqual({ kind: "waiting", ticket: 2, before: 0 });
    door.pass(1);
    expect(door.ask(2).kind).toBe("waiting");
    door.pass(1);
    expect(door.ask(2).kind).toBe("inside");
    // Who was late is let in all the same: they have waited.
    expect(door.ask(1).kind).toBe("inside");
  });

  test("counts whoever forgot to leave as gone after half an hour", () => {
    const door = line(1);
    door.ask();
    door.pass(29);
    expect(door.ask().kind).toBe("waiting");
    door.pass(1);
    expect(door.ask(1).kind).toBe("inside");
  });

  test("gives a ticket of an earlier line a place in this one", () => {
    expect(line(1).ask(77).kind).toBe("inside");
    const full = line(1);
    full.ask();
    expect(full.ask(77)).toEqual({ kind: "waiting", ticket: 1, before: 0 });
  });

  test("never lets more in at once than the limit, however they come, wait and leave, as long as all who are called come", () => {
    const steps = fc.array(fc.oneof(fc.constant("come"), fc.constant("leave"), fc.constant("ask")), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (limit, walk) => {
        const door = line(limit);
        let inside = 0;
        let waiting: number[] = [];
        const heard = (turn: Turn) => {
          if (turn.kind === "inside") inside += 1;
          else waiting = [...waiting, turn.ticket].sort((a, b) => a - b);
        };
        for (const step of walk) {
          if (step === "come") heard(door.ask());
          if (step === "leave" && inside > 0) {
            door.leave(door.minute());
            inside -= 1;
          }
          const [first, ...rest] = waiting;
          if (step === "ask" && first !== undefined) {
            waiting = rest;
            heard(door.ask(first));
          }
          expect(inside).toBeLessThanOrEqual(limit);
          expect(door.queue().minutes.length).toBeLessThanOrEqual(30);
        }
      }),
    );
  });
});

describe("how long it takes", () => {
  const fill = (door: ReturnType<typeof line>, people: number) => {
    for (let at = 0; at < people; at += 1) door.ask();
  };
  /** Frees so many places and lets the next in line look, who is called with the others. */
  const call = (door: ReturnType<typeof line>, places: number, last: number) => {
    for (let at = 0; at < places; at += 1) door.leave(100);
    return door.ask(last);
  };

  test("is told by how many were called in the minutes that are over, from the first in which anybody was", () => {
    const door = line(10);
    fill(door, 40);
    expect(door.ask(30)).toEqual({ kind: "waiting", ticket: 30, before: 29 });
    door.pass(1);
    // This minute is not over.
    expect(call(door, 4, 30)).toMatchObject({ before: 25, perMinute: undefined });
    door.pass(1);
    expect(call(door, 2, 30)).toMatchObject({ before: 23, perMinute: 4 });
    door.pass(1);
    expect(door.ask(30)).toMatchObject({ perMinute: 3 });
    // In the place of the four, who did not come, four others were called: ten in five minutes.
    door.pass(3);
    expect(door.ask(30)).toMatchObject({ perMinute: 2 });
  });

  test("without anybody called, as if each place became free once in the time the survey takes", () => {
    expect(minutesToWait({ before: 0 }, 500, 5)).toBe(1);
    expect(minutesToWait({ before: 399 }, 500, 5)).toBe(4);
    expect(minutesToWait({ before: 400 }, 500, 5)).toBe(5);
    expect(minutesToWait({ before: 399, perMinute: 20 }, 500, 5)).toBe(20);
  });

  test("decides how soon the page asks again: often in front, seldom at the back, and always while one is expected", () => {
    // 500 inside, five minutes each: 100 a minute.
    const asks = (before: number, perMinute?: number) => asksAgainAfter({ before, perMinute }, 500, 5);
    expect([0, 30, 60, 120, 499, 500, 100_000].map((before) => asks(before))).toEqual([6, 6, 12, 24, 30, 60, 60]);
    // That few were called lately is no reason to come late: all inside may leave at once. That many were is one to come sooner.
    expect([120, 499, 500].map((before) => asks(before, 10))).toEqual([24, 30, 60]);
    expect([120, 499, 500].map((before) => asks(before, 400))).toEqual([6, 25, 25]);
  });

  test("a line of any length asks no oftener than those inside do, who press or fetch something every dozen seconds", () => {
    const asks = Array.from({ length: 3000 }, (_none, before) => 1 / asksAgainAfter({ before, perMinute: 0 }, 500, 5));
    const aSecond = (from: number, to: number) => asks.slice(from, to).reduce((sum, each) => sum + each, 0);
    expect(aSecond(0, 500)).toBeLessThan(500 / 12);
    expect(aSecond(500, 3000)).toBeLessThan(2500 / 59);
  });
});

test("a look that changes nothing says what asking would", () => {
  const step = fc.constantFrom("come", "ask", "leave", "pass");
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(step, fc.nat(20)), { maxLength: 100 }),
      (limit, walk) => {
        const door = line(limit);
        for (const [what, number] of walk) {
          if (what === "leave") door.leave(door.minute() - (number % 3));
          if (what === "pass") door.pass(number % 4);
          const ticket = what === "ask" ? number : undefined;
          const before = door.queue();
          const look = stillWaits(before, ticket, limit, door.minute());
          if (what !== "come" && what !== "ask") continue;
          const turn = door.ask(ticket);
          if (look === undefined) continue;
          expect(turn).toEqual(look);
          expect([door.queue().issued, door.queue().called]).toEqual([before.issued, before.called]);
        }
      },
    ),
  );
});

test("a line that stood before calls were counted goes on", () => {
  const stored = JSON.stringify({ issued: 3, called: 1, minutes: [{ minute: 100, inside: 2, expected: 0 }] });
  expect(askedToComeIn(queueShape.parse(JSON.parse(stored)), 3, 2, 101).turn).toMatchObject({ before: 1 });
});
