/** A data set that was released. */

export interface KeptRelease {
  readonly id: string;
  readonly survey: string;
  /** A hash of all that makes two releases the same: 64 hexadecimal digits. */
  readonly request: string;
  /** Its manifest. */
  readonly json: string;
}
