/** A line between two processes of one server: either end asks the other by the name of a verb, and hears its answer. */

/** Where messages go in and come out, as `process` and a child's handle have it; they are copied as they are, bytes and dates too. */
export interface Port {
  send(message: object): void;
  hear(listener: (message: unknown) => void): void;
}

export type Verbs = Readonly<Record<string, (...given: never[]) => unknown>>;

export interface Line {
  /** Rejects where the other end failed at it, knows no such verb, or is gone. */
  ask(verb: string, ...given: readonly unknown[]): Promise<unknown>;
  /** The other end is gone: whoever waits for an answer hears of it. */
  lost(): void;
}

interface Asked {
  readonly asked: number;
  readonly verb: string;
  readonly given: readonly never[];
}

interface Answered {
  readonly answered: number;
  readonly value?: unknown;
  readonly failed: boolean;
}

interface Waiting {
  readonly done: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** `verbs`: what the other end may ask for. */
export function openLine(port: Port, verbs: Verbs): Line {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let isLost = false;
  const answer = async ({ asked, verb, given }: Asked) => {
    try {
      if (!Object.hasOwn(verbs, verb)) throw new Error(`there is no verb ${verb}`);
      send({ answered: asked, value: await verbs[verb]?.(...given), failed: false });
    } catch {
      // What went wrong is logged where it did; a message may hold a value.
      send({ answered: asked, failed: true });
    }
  };
  const send = (message: Asked | Answered) => {
    if (!isLost) port.send(message);
  };
  port.hear((message) => {
    if (isAsked(message)) return void answer(message);
    if (!isAnswered(message)) return;
    const waited = waiting.get(message.answered);
    waiting.delete(message.answered);
    if (message.failed) waited?.fail(new Error("the other process could not do what it was asked"));
    else waited?.done(message.value);
  });
  return {
    ask: (verb, ...given) =>
      new Promise((done, fail) => {
        if (isLost) return fail(new Error("the other process is gone"));
        last += 1;
        waiting.set(last, { done, fail });
        send({ asked: last, verb, given: given as readonly never[] });
      }),
    lost: () => {
      isLost = true;
      for (const { fail } of waiting.values()) fail(new Error("the other process is gone"));
      waiting.clear();
    },
  };
}

function isAsked(message: unknown): message is Asked {
  return typeof message === "object" && message !== null && "asked" in message;
}

function isAnswered(message: unknown): message is Answered {
  return typeof message === "object" && message !== null && "answered" in message;
}
