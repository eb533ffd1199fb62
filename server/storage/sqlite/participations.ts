/** Who has taken part, and the send. */
import type { Participations } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { ACKNOWLEDGED, heard, sendTogetherIn } from "./sends.ts";
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

function sendIn(kept: Connection): Participations["send"] {
  const sendTogether = sendTogetherIn(kept);
  return verb((sending) => heard(sendTogether([sending])[0] ?? "trouble"));
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
