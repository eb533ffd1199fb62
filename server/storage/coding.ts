/** The staff's part of the port: what they made of open answers (`records/coding.ts`). No text and no response is in it. */
import type { Coding, Frame, Settlement } from "../records/coding.ts";

export interface Codings {
  /** All versions of all questions' frames, oldest first. */
  frames(survey: string): Promise<readonly Frame[]>;
  /** The next version. Codings and settlements with a code that it no longer has go, so that their texts are coded anew. */
  keepFrame(frame: Frame): Promise<"kept" | "stale">;
  /** The survey's key of marks; `made`, 32 random bytes, is kept only if there is none yet. */
  markKey(survey: string, made: Uint8Array): Promise<Uint8Array>;
  /** The same without making one. */
  knownMarkKey(survey: string): Promise<Uint8Array | undefined>;
  /** Grows with every change of codings and frames; 0 where there was none. */
  revision(survey: string): Promise<number>;
  of(survey: string): Promise<readonly Coding[]>;
  settled(survey: string): Promise<readonly Settlement[]>;
  /** Keeps a coder's code, or their new one; unless `coders` others have coded the text already, or two have coded it, the coder among them. */
  code(survey: string, coding: Coding, coders: number): Promise<"kept" | "done">;
  /** Takes one's own code back, while nobody else has coded the text. */
  takeBack(survey: string, coding: Omit<Coding, "code">): Promise<"taken-back" | "done">;
  settle(survey: string, settlement: Settlement): Promise<void>;
  /** Removes what was said of texts that are gone. */
  forget(survey: string, marks: readonly string[]): Promise<void>;
}
