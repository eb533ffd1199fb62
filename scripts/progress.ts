/** How far a long act is: a bar on the terminal, once it has taken two seconds. Elsewhere nothing is drawn. */
import { SingleBar } from "cli-progress";

export interface Progress {
  /** `done` of `total`, in whatever is counted. */
  show(done: number, total: number): void;
  stop(): void;
}

const PATIENCE = 2000;

export function progressOf(what: string): Progress {
  const bar = new SingleBar({ format: `${what} {bar} {percentage}%`, stream: process.stderr, clearOnComplete: true });
  const begun = Date.now();
  return {
    show: (done, total) => {
      if (!process.stderr.isTTY || Date.now() - begun < PATIENCE) return;
      if (bar.isActive) bar.update(done);
      else bar.start(total, done);
    },
    stop: () => bar.stop(),
  };
}
