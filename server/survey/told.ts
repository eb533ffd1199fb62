/** Reasons on their way through zod, whose refusals are strings. */
import { type Reason, wrong } from "./finding.ts";

/** What a shape says where it has words of its own: `z.string().min(1, told("no-text"))`. */
export function told(key: string): string {
  return inMessage([wrong(key)]);
}

export function inMessage(reasons: readonly Reason[]): string {
  return JSON.stringify(reasons);
}

/** A message that zod made up by itself says no more than that something is wrong. */
export function ofMessage(message: string): readonly Reason[] {
  return message.startsWith("[") ? JSON.parse(message) : [wrong("unexpected")];
}
