/**
 * What HMACs make of a person or a session in hand: each page asks for the same few again, and each would cost as much as looking its
 * draft up. Known as long as the object that they are of, and that is in hand for two minutes at most (`sessions.ts`).
 */

const known = new WeakMap<object, WeakMap<Uint8Array, Map<string, Uint8Array>>>();

/** `derive` is called once for each object, key (the very same bytes in memory) and purpose. */
export function derivedOnce(of: object, key: Uint8Array, purpose: string, derive: () => Uint8Array): Uint8Array {
  const byKey = known.get(of) ?? new WeakMap<Uint8Array, Map<string, Uint8Array>>();
  known.set(of, byKey);
  const byPurpose = byKey.get(key) ?? new Map<string, Uint8Array>();
  byKey.set(key, byPurpose);
  const derived = byPurpose.get(purpose) ?? derive();
  byPurpose.set(purpose, derived);
  return derived;
}
