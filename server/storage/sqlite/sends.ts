/** Keeping what is sent: participation, urn row and acknowledgement, in one durable commit. */
import { Refusal } from "../../records/fault.ts";
import type { Sending } from "../../records/sending.ts";
import type { Participations } from "../storage.ts";
import type { Connection } from "./connection.ts";

/** `trouble`: the urn cannot be opened, so nothing more is put in. */
export type Outcome = Awaited<ReturnType<Participations["send"]>> | "trouble";

const OPEN = "SELECT trouble FROM survey WHERE id = ? AND closed_on IS NULL";
// A conflict is counted, never thrown: an error would name the key, and its time, in a log.
const TAKE_PART = "INSERT INTO participation (survey, key) VALUES (?, ?) ON CONFLICT DO NOTHING";
const PUT_IN_URN = "INSERT INTO urn (survey, key, sealed) VALUES (?, ?, ?)";
const ACKNOWLEDGE = "INSERT INTO acknowledgement (id) VALUES (?) ON CONFLICT DO NOTHING";
export const ACKNOWLEDGED = "SELECT 1 FROM acknowledgement WHERE id = ?";

/** All in one commit, each with an outcome of its own; throws, keeping none, where the commit fails. */
export function sendTogetherIn(kept: Connection): (sendings: readonly Sending[]) => readonly Outcome[] {
  const open = kept.prepare<[string], { trouble: string | null }>(OPEN);
  const takePart = kept.prepare<[string, Uint8Array]>(TAKE_PART);
  const putInUrn = kept.prepare<[string, Uint8Array, Uint8Array]>(PUT_IN_URN);
  const acknowledge = kept.prepare<[Uint8Array]>(ACKNOWLEDGE);
  const acknowledged = kept.prepare<[Uint8Array]>(ACKNOWLEDGED);

  const send = ({ survey, participation, sealed, urnKey, acknowledgement }: Sending): Outcome => {
    const wasMine = () => acknowledged.get(acknowledgement) !== undefined;
    // A retry that comes after the closing still hears that its send was kept before it.
    const state = open.get(survey);
    if (state === undefined) return wasMine() ? "again" : "closed";
    // What the mixer could never open must not be taken in.
    if (state.trouble !== null) return "trouble";
    if (takePart.run(survey, participation).changes === 0) return wasMine() ? "again" : "already-taken-part";
    putInUrn.run(survey, urnKey, sealed);
    acknowledge.run(acknowledgement);
    return "kept";
  };
  const together = kept.transaction((sendings: readonly Sending[]) => sendings.map(send));
  return (sendings) => together.immediate(sendings);
}

/** What the port says of an outcome. */
export function heard(outcome: Outcome): Awaited<ReturnType<Participations["send"]>> {
  if (outcome === "trouble") throw new Refusal({ kind: "unavailable" });
  return outcome;
}
