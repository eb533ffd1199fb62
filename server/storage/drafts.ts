/** The drafts' part of the port. */

/** Rows are addressed by HMACs and sealed; the store knows neither whose they are nor what they say. */
export interface Drafts {
  /** The day's key, sealed, making it on the day's first call: `made` is kept only if there is none yet. */
  dayKey(day: string, made: Uint8Array): Promise<Uint8Array>;
  /**
   * The first of `ids` that has a row; where none has, the days that still have a key, newest first: so that one look tells both.
   * `held`: how what the asker holds of it begins; a row that begins so is not brought again. Nothing at all is no beginning.
   */
  find(
    ids: readonly Uint8Array[],
    held?: Uint8Array,
  ): Promise<{
    readonly draft: FoundDraft | undefined;
    readonly days: readonly SealedDay[];
  }>;
  /** Compare and swap: `stale` if the row no longer begins with `replacing` (undefined: no row yet), of which nothing at all is no beginning. */
  save(draft: StoredDraft & { readonly day: string }, replacing: Uint8Array | undefined): Promise<"saved" | "stale">;
  remove(id: Uint8Array): Promise<void>;
  /** Destroys keys and drafts of days before `day`. */
  sweep(day: string): Promise<void>;
  /** Called every few seconds: forgets what drafts were before. Whoever counts the saves of each knows in how many steps its owner answered. */
  settle(): Promise<void>;
}

export interface SealedDay {
  readonly day: string;
  /** Its key. */
  readonly sealed: Uint8Array;
}

export interface StoredDraft {
  readonly id: Uint8Array;
  readonly sealed: Uint8Array;
}

export interface FoundDraft {
  readonly id: Uint8Array;
  /** Null where the asker holds it. */
  readonly sealed: Uint8Array | null;
}
