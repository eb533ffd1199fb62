/**
 * Who watches a survey live. One timer for all: at each turn the pulse of every watched survey is read once, whoever and however
 * many watch it, and never more often than counters are written, so that watching tells no more than looking again would.
 * A stream ends with its session, and being open does not keep a session alive.
 */
import type { PublishedSurvey } from "../../records/survey.ts";
import type { Pulse } from "./pulse.ts";

export interface Watcher {
  readonly survey: PublishedSurvey;
  /** Who watches: one member of staff has a few streams at the most. */
  readonly name: string;
  /** Still signed in, in a role that may watch. */
  mayGoOn(): Promise<boolean>;
  tell(pulse: Pulse): void;
  /** Nothing can be read just now; the connection is kept. */
  wait(): void;
  /** `over`: signed out, or no longer permitted. Else the server goes. */
  end(over: boolean): void;
}

export interface Live {
  /** Resolves to what ends it; undefined where too many watch already. */
  watch(watcher: Watcher): (() => void) | undefined;
  /** Ends all streams: the server stops. */
  end(): void;
}

export interface LiveSetting {
  read(survey: PublishedSurvey): Promise<Pulse>;
  /** Milliseconds between two turns. */
  readonly every: number;
  readonly mostStreams?: number;
  readonly mostOfOne?: number;
}

export function openLive({ read, every, mostStreams = 100, mostOfOne = 6 }: LiveSetting): Live {
  const watchers = new Set<Watcher>();
  let timer: NodeJS.Timeout | undefined;
  let underWay = false;

  const leave = (watcher: Watcher) => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  const tellOne = async (watcher: Watcher, pulse: Promise<Pulse | undefined>) => {
    const mayGoOn = await watcher.mayGoOn().catch(() => undefined);
    if (!watchers.has(watcher)) return;
    if (mayGoOn === false) {
      leave(watcher);
      watcher.end(true);
      return;
    }
    const found = mayGoOn ? await pulse : undefined;
    if (!watchers.has(watcher)) return;
    if (found) watcher.tell(found);
    else watcher.wait();
  };

  const turn = async () => {
    if (underWay) return;
    underWay = true;
    const pulses = new Map<string, Promise<Pulse | undefined>>();
    const pulseOf = (survey: PublishedSurvey) => {
      const known = pulses.get(survey.id) ?? read(survey).catch(() => undefined);
      pulses.set(survey.id, known);
      return known;
    };
    const toldOrGone = (watcher: Watcher) =>
      tellOne(watcher, pulseOf(watcher.survey)).catch(() => {
        // One stream that cannot be told is nothing to the others, nor to the server.
        leave(watcher);
        watcher.end(false);
      });
    await Promise.all([...watchers].map(toldOrGone));
    underWay = false;
  };

  return {
    watch: (watcher) => {
      const own = [...watchers].filter(({ name }) => name === watcher.name).length;
      if (watchers.size >= mostStreams || own >= mostOfOne) return undefined;
      watchers.add(watcher);
      timer ??= setInterval(() => void turn(), every);
      return () => leave(watcher);
    },
    end: () => {
      for (const watcher of watchers) {
        leave(watcher);
        watcher.end(false);
      }
    },
  };
}
