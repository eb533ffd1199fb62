/** The database cannot be used as it is. The message is a sentence for the operator, without a password. */
export class UnusableDatabase extends Error {}
