/**
 * The log: structured lines for the operator. Of citizens it holds nothing but faults of ours, by a reference that the
 * page shows too, to the hour: no address, no user agent, no path with a survey's answers, no body, no value.
 */
import { type DestinationStream, pino } from "pino";

export interface Log {
  started(url: string): void;
  stopped(): void;
  /** A bug or a lost dependency. `reference`: what the citizen's page shows. `where`: a route pattern. */
  failed(reference: string, where: string, error: unknown, at: Date): void;
  warned(message: string): void;
}

/** `destination`: where the lines go instead of standard output. */
export function openLog(destination?: DestinationStream): Log {
  const options = { base: null, timestamp: false } as const;
  const lines = destination ? pino(options, destination) : pino(options);
  return {
    started: (url) => lines.info({ url }, "started"),
    stopped: () => lines.info("stopped"),
    failed: (reference, where, error, at) =>
      lines.error({ reference, where, hour: at.toISOString().slice(0, 13), ...described(error) }, "failed"),
    warned: (message) => lines.warn(message),
  };
}

/**
 * Type and stack without the message, for a message may quote a value. The stack begins with the message, so only what
 * follows it is taken: a line of the message itself can look like a frame.
 */
function described(error: unknown): { readonly type: string; readonly stack: readonly string[] } {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const stack = error.stack ?? "";
  const message = stack.indexOf(error.message);
  const frames =
    message < 0
      ? []
      : stack
          .slice(message + error.message.length)
          .split("\n")
          .slice(1);
  return { type: error.name, stack: frames.map((frame) => frame.trim()).filter(isFrame) };
}

/** `at sendReply (file:///.../door.ts:142:7)` and the like: it ends with a place in the code. */
function isFrame(line: string): boolean {
  return /^at .*(:\d+:\d+|<anonymous>|native)\)?$/.test(line);
}
