/** The part of the port for staff who sign in at a provider. An identity is 32 bytes, and leads back to nobody without a key that lies elsewhere. */
export interface StaffIdentities {
  /** Whose account it is. */
  accountOf(identity: Uint8Array): Promise<string | undefined>;
  has(name: string): Promise<boolean>;
  /** In place of an earlier one. `taken`: it belongs to another account that is not disabled. */
  bind(name: string, identity: Uint8Array): Promise<"bound" | "taken">;
  unbind(name: string): Promise<void>;
}
