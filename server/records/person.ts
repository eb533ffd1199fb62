/** Who signed in, as their identity provider names them. Lives in the citizen's sealed cookie and nowhere else. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
}
