/** A send: what comes with it to be kept, by which nobody can be told. */

/** What one send keeps. All of it or nothing, durably on disk before the verb resolves. */
export interface Sending {
  readonly survey: string;
  /** The participation key: 32 bytes. */
  readonly participation: Uint8Array;
  /** The response, padded and sealed to the urn's public key. */
  readonly sealed: Uint8Array;
  /** A random row key for the urn: 16 bytes. */
  readonly urnKey: Uint8Array;
  /** Names the session that sends, and nobody: so that its retry is told from another session's. 32 bytes. */
  readonly acknowledgement: Uint8Array;
}
