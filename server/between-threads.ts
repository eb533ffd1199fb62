/** Errors that go from thread to thread lose their class, and a refusal with it what to answer: its fault goes instead. */
import { type Fault, Refusal } from "./records/fault.ts";

export type Failed = { readonly fault: Fault } | { readonly error: Error };

export function failedWith(error: unknown): Failed {
  if (error instanceof Refusal) return { fault: error.fault };
  return { error: error instanceof Error ? error : new Error(String(error)) };
}

export function thrown(failed: Failed): Error {
  return "fault" in failed ? new Refusal(failed.fault) : failed.error;
}
