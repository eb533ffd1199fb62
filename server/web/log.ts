/**
 * The log: structured lines for the operator. Of citizens it holds nothing but faults of ours, by a reference that the
 * page shows too, to the hour: no address, no user agent, no path with a survey's answers, no body, no value.
 */
import { pino } from "pino";

export interface Log {
  started(url: string): void;
  stopped(): void;
  /** A bug or a lost dependency. `reference`: what the citizen's page shows. `where`: a route pattern. */
  failed(reference: string, where: string, error: unknown, at: Date): void;
  warned(message: string): void;
}

export function openLog(): Log {
  const lines = pino({ base: null, timestamp: false });
  return {
    started: (url) => lines.info({ url }, "started"),
    stopped: () => lines.info("stopped"),
    failed: (reference, where, error, at) =>
      lines.error({ reference, where, hour: at.toISOString().slice(0, 13), ...described(error) }, "failed"),
    warned: (message) => lines.warn(message),
  };
}

/** Type and stack without the message: a message may quote a value. */
function described(error: unknown): { readonly type: string; readonly stack: readonly string[] } {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { type: error.name, stack: frames.map((frame) => frame.trim()) };
}
