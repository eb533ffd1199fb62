/** Who has taken part, and the send. */
import { Refusal } from "../../records/fault.ts";
import type { Sending } from "../../records/sending.ts";
import type { Participations } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function participationsIn(kept: Connection): Participations {
  return {
    has: hasIn(kept),
    count: countIn(kept),
    send: sendIn(kept),
    wasAcknowledged: wasAcknowledgedIn(kept),
    ageAcknowledgements: ageAcknowledgementsIn(kept),
  };
}

const HAS = "SELECT 1 FROM participation WHERE survey = ? AND key = ?";

function hasIn(kept: Connection): Participations["has"] {
  const has = kept.prepare<[string, Uint8Array]>(HAS);
  return verb((survey, participation) => has.get(survey, participation) !== undefined);
}

const COUNT = "SELECT count(*) FROM participation WHERE survey = ?";

function countIn(kept: Connection): Participations["count"] {
  const count = kept.prepare<[string], number>(COUNT).pluck();
  return verb((survey) => count.get(survey) ?? 0);
}

const OPEN = "SELECT trouble FROM survey WHERE id = ? AND closed_on IS NULL";
// A conflict is counted, never thrown: an error would name the key, and its time, in a log.
const TAKE_PART = "INSERT INTO participation (survey, key) VALUES (?, ?) ON CONFLICT DO NOTHING";
const PUT_IN_URN = "INSERT INTO urn (survey, key, sealed) VALUES (?, ?, ?)";
const ACKNOWLEDGE = "INSERT INTO acknowledgement (id) VALUES (?) ON CONFLICT DO NOTHING";
const ACKNOWLEDGED = "SELECT 1 FROM acknowledgement WHERE id = ?";

function sendIn(kept: Connection): Participations["send"] {
  const open = kept.prepare<[string], { trouble: string | null }>(OPEN);
  const takePart = kept.prepare<[string, Uint8Array]>(TAKE_PART);
  const putInUrn = kept.prepare<[string, Uint8Array, Uint8Array]>(PUT_IN_URN);
  const acknowledge = kept.prepare<[Uint8Array]>(ACKNOWLEDGE);
  const acknowledged = kept.prepare<[Uint8Array]>(ACKNOWLEDGED);

  const send = kept.transaction(({ survey, participation, sealed, urnKey, acknowledgement }: Sending) => {
    const wasMine = () => acknowledged.get(acknowledgement) !== undefined;
    // A retry that comes after the closing still hears that its send was kept before it.
    const state = open.get(survey);
    if (state === undefined) return wasMine() ? "again" : "closed";
    // What the mixer could never open must not be taken in.
    if (state.trouble !== null) throw new Refusal({ kind: "unavailable" });
    if (takePart.run(survey, participation).changes === 0) return wasMine() ? "again" : "already-taken-part";
    putInUrn.run(survey, urnKey, sealed);
    acknowledge.run(acknowledgement);
    return "kept";
  });
  return verb((sending) => send.immediate(sending));
}

function wasAcknowledgedIn(kept: Connection): Participations["wasAcknowledged"] {
  const acknowledged = kept.prepare<[Uint8Array]>(ACKNOWLEDGED);
  return verb((acknowledgement) => acknowledged.get(acknowledgement) !== undefined);
}

const FORGET_AGED = "DELETE FROM acknowledgement WHERE aged = 1";
const AGE = "UPDATE acknowledgement SET aged = 1";

function ageAcknowledgementsIn(kept: Connection): Participations["ageAcknowledgements"] {
  const forgetAged = kept.prepare<[]>(FORGET_AGED);
  const age = kept.prepare<[]>(AGE);
  const pass = kept.transaction(() => {
    forgetAged.run();
    age.run();
  });
  return verb(() => pass.immediate());
}
