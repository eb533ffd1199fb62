/** An OpenID Connect provider as the staff's path knows it: whom it tells of stays on the other side. */
export interface StaffProvider {
  /** For people to read. */
  readonly host: string;
  /**
   * Where a browser goes to sign in, and what has to come back with its end; undefined where the provider cannot be reached.
   * `afresh`: whoever is signed in there signs in once more.
   */
  begin(language: string, afresh: boolean): Promise<{ readonly to: URL; readonly attempt: string } | undefined>;
  /** `search`: the callback's query. */
  finish(search: string, attempt: string): Promise<StaffEnding>;
}

export type StaffEnding =
  /** 32 bytes by which the provider's person is known here. */
  | { readonly kind: "signed-in"; readonly identity: Uint8Array }
  /** `other`: the end of another attempt than this. */
  | { readonly kind: "cancelled" | "too-weak" | "unreachable" | "refused" | "other" };

/** How staff sign in. */
export interface StaffSignIn {
  readonly provider: StaffProvider | undefined;
  /** Whether with passwords as well. */
  readonly passwords: boolean;
}
