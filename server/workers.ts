/**
 * Several processes that serve one address (`PIKIR_WORKERS`), under one that starts them, starts them again, and keeps what they
 * count together. A rolling restart begins a new one before an old one leaves.
 *
 * Each takes connections from the socket that all share, when it is free to. Were they dealt out (cluster's SCHED_RR), one that was on
 * its way to a process that dies would neither be answered nor closed: Node waits for the dead one's word that it has taken it.
 */
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { type Line, openLine, type Port, type Verbs } from "./line.ts";

export interface Workers {
  /** One after the other: a new one serves before the old one leaves. */
  restart(): Promise<void>;
  /** All leave at once. */
  stop(): Promise<void>;
}

/** The process has said why before it ended. */
export class CouldNotBegin extends Error {
  constructor() {
    super("A process that serves could not begin; it has said why.");
  }
}

interface Member {
  readonly worker: Worker;
  readonly line: Line;
}

cluster.schedulingPolicy = cluster.SCHED_NONE;

/** Before another try, where one could not begin or did not serve for long. */
const AGAIN_AFTER = 1000;
const SERVED_LONG = 5000;
/** For what another has measured: one that hangs tells nothing, and keeps nobody from hearing of the others. */
const TELLING_LIMIT = 5000;
/** Longer than a quiet connection is kept, so that nobody is hung up on. */
const LEAVING_LIMIT = 20_000;

/** `port`: where all listen. `verbs`: what workers may ask for. Resolves once all serve; rejects where one cannot begin. */
export async function openWorkers(
  count: number,
  port: number,
  verbs: Verbs,
  warned: (message: string) => void,
): Promise<Workers> {
  const members = new Map<number, Member>();
  const inTurn = openTurns();
  let stopping = false;

  const begin = async (number: number): Promise<void> => {
    const worker = fork(number, port);
    let after = AGAIN_AFTER;
    void setTimeout(SERVED_LONG, undefined, { ref: false }).then(() => {
      after = 0;
    });
    const others = () => [...members.values()].filter((member) => member.worker !== worker);
    const serving = new Promise<void>((done, fail) => {
      worker.once("exit", () => fail(new CouldNotBegin()));
      const line = openLine(portOf(worker), {
        ...verbs,
        serves: () => {
          members.set(number, { worker, line });
          done();
        },
        others: () => Promise.all(others().map(toldBy)),
      });
      worker.once("exit", () => {
        line.lost();
        if (members.get(number)?.worker !== worker) return;
        members.delete(number);
        if (stopping) return;
        warned("a process that serves ended and is started again");
        void inTurn(number, () => replace(number, after));
      });
    });
    return serving;
  };

  const replace = async (number: number, after: number): Promise<void> => {
    await setTimeout(after);
    while (!stopping && !members.has(number)) {
      await begin(number).catch(() => setTimeout(AGAIN_AFTER));
    }
  };

  let restarting = Promise.resolve();
  const restart = async () => {
    for (let number = 0; number < count && !stopping; number += 1) {
      await inTurn(number, async () => {
        const old = members.get(number);
        await begin(number);
        await leave(old, true);
      });
    }
  };

  const numbers = Array.from({ length: count }, (_none, number) => number);
  // The first alone: it brings up the database.
  await begin(0);
  await Promise.all(numbers.slice(1).map(begin));
  return {
    restart: () => {
      restarting = restarting
        .then(restart)
        .catch((error) => warned(`a rolling restart was broken off: ${error.message}`));
      return restarting;
    },
    stop: async () => {
      stopping = true;
      await Promise.all([...members.values()].map((member) => leave(member, false)));
    },
  };
}

function fork(number: number, port: number): Worker {
  cluster.setupPrimary({ args: ["worker", String(number), String(port)], serialization: "advanced" });
  return cluster.fork();
}

/** One thing at a time is done about a number: one that dies while a restart replaces it is not begun twice. */
function openTurns() {
  const turns = new Map<number, Promise<unknown>>();
  return (number: number, act: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(number) ?? Promise.resolve()).then(act);
    turns.set(
      number,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

async function leave(member: Member | undefined, gently: boolean): Promise<void> {
  if (!member || member.worker.isDead()) return;
  const gone = once(member.worker, "exit");
  void member.line.ask("leave", gently).catch(() => undefined);
  if (await Promise.race([gone, setTimeout(LEAVING_LIMIT, undefined, { ref: false })])) return;
  member.worker.process.kill("SIGKILL");
  await gone;
}

/** One that is just leaving has nothing to tell. */
function toldBy({ line }: Member): Promise<unknown> {
  const told = line.ask("measured").catch(() => []);
  return Promise.race([told, setTimeout(TELLING_LIMIT, [], { ref: false })]);
}

function portOf(worker: Worker): Port {
  return {
    send: (message) => void (worker.isConnected() && worker.send(message)),
    hear: (listener) => void worker.on("message", listener),
  };
}

/** A worker's end of its line. */
export function lineToPrimary(verbs: Verbs): Line {
  const port: Port = {
    send: (message) => void process.send?.(message),
    hear: (listener) => void process.on("message", listener),
  };
  return openLine(port, verbs);
}
