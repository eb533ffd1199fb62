/**
 * Tells which flags a simulated send was kept with. Responses lie in the database without a trace of who sent them, simulated
 * ones too; this reads them in the moment of sending, with the simulated survey's own key, and only where one walk is under
 * way at a time.
 */
import type { MixerKeys } from "../../server/keys.ts";
import type { Flag } from "../../server/records/flag.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { openWaiting } from "../../server/urn/mixer-rows.ts";

export interface Witness {
  /** The storage as before, and its sends are seen. */
  readonly storage: Storage;
  /** The flags of the send since the last time this was asked; undefined without one. */
  taken(): readonly Flag[] | undefined;
}

export function witnessOf(storage: Storage, keys: MixerKeys): Witness {
  let seen: readonly Flag[] | undefined;
  const send: Storage["participations"]["send"] = async (sending) => {
    const { survey, sealed, urnKey: key } = sending;
    const urn = { ...storage.urn, keys: async () => [key], rows: async () => [{ key, sealed }] };
    const [opened] = await openWaiting(survey, { storage: { urn }, keys });
    const outcome = await storage.participations.send(sending);
    if (outcome === "kept") seen = opened?.response.flags;
    return outcome;
  };
  return {
    storage: { ...storage, participations: { ...storage.participations, send } },
    taken: () => {
      const flags = seen;
      seen = undefined;
      return flags;
    },
  };
}
