import { expect, test, vi } from "vitest";
import { type LiveSetting, openLive, type Watcher } from "../../server/admin/dashboard/live.ts";
import { published } from "../reports/made.ts";
import { aDefinition } from "../support/definitions.ts";

const SURVEY = published(aDefinition());
const EVERY = 5;
const PATIENCE = { timeout: 20_000 };

function open(setting: Partial<LiveSetting> = {}) {
  const read = vi.fn<LiveSetting["read"]>(async () => ({}) as Awaited<ReturnType<LiveSetting["read"]>>);
  return { live: openLive({ read, every: EVERY, ...setting }), read };
}

function watcher(name: string, mayGoOn = async () => true) {
  const [tell, wait, end] = [vi.fn<Watcher["tell"]>(), vi.fn(), vi.fn()];
  return { survey: SURVEY, name, mayGoOn, tell, wait, end };
}

test("a stream that cannot be told ends, and the others are told on", async () => {
  const { live } = open();
  const broken = watcher("Aizhan");
  broken.tell.mockImplementation(() => {
    throw new Error("no such words");
  });
  const other = watcher("Bolat");
  live.watch(broken);
  const leave = live.watch(other);
  await vi.waitFor(() => expect(other.tell.mock.calls.length).toBeGreaterThan(2), PATIENCE);
  expect(broken.end).toHaveBeenCalledExactlyOnceWith(false);
  leave?.();
});

test("a survey is read once a turn, however many watch it", async () => {
  const { live, read } = open();
  const watchers = ["Aizhan", "Bolat", "Dana"].map((name) => watcher(name));
  const leaving = watchers.map((each) => live.watch(each));
  await vi.waitFor(() => expect(watchers[2]?.tell.mock.calls.length).toBeGreaterThan(1), PATIENCE);
  for (const leave of leaving) leave?.();
  const turns = Math.max(...watchers.map(({ tell }) => tell.mock.calls.length));
  expect(read.mock.calls.length).toBeLessThanOrEqual(turns + 1);
});

test("what cannot be read is waited for; who is signed out is told that it is over", async () => {
  const { live } = open({ read: () => Promise.reject(new Error("the database is away")) });
  const waiting = watcher("Aizhan");
  const signedOut = watcher("Bolat", async () => false);
  const leave = live.watch(waiting);
  live.watch(signedOut);
  await vi.waitFor(() => expect(waiting.wait).toHaveBeenCalled(), PATIENCE);
  expect(waiting.tell).not.toHaveBeenCalled();
  expect(signedOut.end).toHaveBeenCalledExactlyOnceWith(true);
  leave?.();
});

test("one member of staff has a few streams, and all of them together a bounded number", () => {
  const { live } = open({ mostStreams: 3, mostOfOne: 2 });
  const come = (name: string) => live.watch(watcher(name)) !== undefined;
  expect([come("Aizhan"), come("Aizhan"), come("Aizhan"), come("Bolat"), come("Dana")]).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  live.end();
});
