/**
 * Several processes that serve one address (`PIKIR_WORKERS`), under one that starts them, starts them again, and keeps what they
 * count together. A rolling restart begins a new one before an old one leaves.
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

interface Member {
  readonly worker: Worker;
  readonly line: Line;
}

const AGAIN_AFTER = 1000;
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
  let stopping = false;

  const begin = async (number: number): Promise<void> => {
    cluster.setupPrimary({ args: ["worker", String(number), String(port)], serialization: "advanced" });
    const worker = cluster.fork();
    const others = () => [...members.values()].filter((member) => member.worker !== worker);
    const serving = new Promise<void>((done, fail) => {
      worker.once("exit", () => fail(new Error("a process that serves could not begin; it has said why")));
      const line = openLine(portOf(worker), {
        ...verbs,
        serves: () => {
          members.set(number, { worker, line });
          done();
        },
        // One that is just leaving has nothing to tell.
        others: () => Promise.all(others().map((member) => member.line.ask("measured").catch(() => []))),
      });
      worker.once("exit", () => {
        line.lost();
        if (members.get(number)?.worker === worker && !stopping) void replace(number);
      });
    });
    return serving;
  };

  const replace = async (number: number) => {
    members.delete(number);
    warned("a process that serves ended and is started again");
    while (!stopping) {
      await setTimeout(AGAIN_AFTER);
      if (stopping) return;
      const began = await begin(number).then(
        () => true,
        () => false,
      );
      if (began) return;
    }
  };

  const leave = async (member: Member | undefined, gently: boolean) => {
    if (!member || member.worker.isDead()) return;
    const gone = once(member.worker, "exit");
    void member.line.ask("leave", gently).catch(() => undefined);
    if (await Promise.race([gone, setTimeout(LEAVING_LIMIT, undefined, { ref: false })])) return;
    member.worker.process.kill("SIGKILL");
    await gone;
  };

  let restarting = Promise.resolve();
  const restart = async () => {
    for (let number = 0; number < count && !stopping; number += 1) {
      const old = members.get(number);
      await begin(number);
      await leave(old, true);
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
