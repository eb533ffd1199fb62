/** The staff's part of the port: the feedback loop. Citizens read published notes, and nothing else of it. */
import type { Agreement, BacklogChange, BacklogItem, Note } from "../records/backlog.ts";

export interface Backlog {
  agreement(survey: string): Promise<Agreement>;
  /** Replaces the agreement whole. */
  agree(survey: string, agreement: Agreement): Promise<void>;
  /** By due date. */
  of(survey: string): Promise<readonly BacklogItem[]>;
  /** One category of one service has one item at a time that is neither fixed nor declined. */
  add(item: BacklogItem): Promise<"added" | "there-already">;
  /** `seen`: how many changes the item had when somebody decided on this one. */
  change(survey: string, id: string, change: BacklogChange, seen: number): Promise<"changed" | "stale" | "unknown">;
}

/** What was told to citizens: "You said, we did". */
export interface Notes {
  /** All of a survey, by id. */
  of(survey: string): Promise<readonly Note[]>;
  /** The published ones, the newest first. */
  published(survey: string): Promise<readonly Note[]>;
  /** Adds a note or changes one, unless it is published: then it has to be taken back first. */
  keep(note: Omit<Note, "publishedOn">): Promise<"kept" | "published">;
  /** `day`: null takes it back. */
  publish(survey: string, id: string, day: string | null): Promise<"done" | "unknown">;
}
