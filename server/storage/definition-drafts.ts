/** The part of the port for definitions that staff work on before they are published. */

export interface DefinitionDraft {
  readonly survey: string;
  /** YAML that was without faults when it was saved. */
  readonly source: string;
  readonly savedBy: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export interface DefinitionDrafts {
  /** In the place of an earlier one of the same survey. */
  save(draft: DefinitionDraft): Promise<void>;
  find(survey: string): Promise<DefinitionDraft | undefined>;
  /** By the surveys' ids. */
  list(): Promise<readonly DefinitionDraft[]>;
  remove(survey: string): Promise<void>;
}
