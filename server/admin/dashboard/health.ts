/** How the service is, as far as whoever runs a survey has to know: the operator's `/readyz` says more. */

export interface Health {
  /** What is sent can be kept. */
  readonly keeps: boolean;
  /** When `npm run backup` last ended well; null where it never ran here, which is so where backups are made otherwise. */
  readonly backedUpAt: Date | null;
}
