/**
 * Which requests to withdraw are due. While a survey is open, and at its last release, they travel with a batch; where none comes,
 * they go when the quarter of the year has turned in which they were asked. After the close
 * nobody's response comes or goes any more, and one that went by itself would show in the figures before and after, and beside
 * the moment it was asked. So then they go together: K at a time, or else when the quarter of the year has turned in which they were asked.
 */
import type { Request } from "./mixer-rows.ts";

/** `fitting`: requests for a closed survey's responses. `quarter`: the present one. */
export function dueAfterClose(fitting: readonly Request[], quarter: number, pool: number): readonly Request[] {
  // One code sent in many times is still one response.
  const responses = new Set(fitting.map(({ mark }) => mark)).size;
  return responses >= pool ? fitting : fitting.filter((request) => isOverdue(request, quarter));
}

/** Whether the quarter has turned since it was asked. */
export function isOverdue(request: Request, quarter: number): boolean {
  return request.quarter < quarter;
}

/** What the mixer has looked at in vain, so that it need not look again until something has changed. */
export interface Looked {
  /** Whether it is the same as the last time, under this name. */
  isSame(name: string, requests: readonly Request[], quarter: number): boolean;
  /** Remembers it. */
  note(name: string, requests: readonly Request[], quarter: number): void;
}

export function rememberLooks(): Looked {
  const last = new Map<string, string>();
  const written = (requests: readonly Request[], quarter: number) =>
    `${quarter} ${requests.map((request) => request.name).join(" ")}`;
  return {
    isSame: (name, requests, quarter) => last.get(name) === written(requests, quarter),
    note: (name, requests, quarter) => void last.set(name, written(requests, quarter)),
  };
}
