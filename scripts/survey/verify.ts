/** `survey verify`: whether a closing protocol is what was signed, and whether this database still holds what it says. */
import { readFileSync } from "node:fs";
import { isSigned, responsesHash, type SignedProtocol, signedProtocolShape } from "../../server/records/protocol.ts";
import type { PublishedSurvey } from "../../server/records/survey.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { canonical } from "../../server/survey/canonical.ts";
import { versionOf } from "../../server/survey/version.ts";
import { CommandError } from "../command.ts";

export interface VerifyWorld {
  /** The configured database; undefined where there is none. */
  readonly storage: Storage | undefined;
  /** The public key of this installation; undefined where it has none. */
  readonly ownKey: string | undefined;
}

/** What is said of a good protocol. Throws a `CommandError` with everything that is wrong with another. */
export async function verify(file: string, { storage, ownKey }: VerifyWorld): Promise<string> {
  const signed = read(file);
  if (!isSigned(signed))
    throw new CommandError(`${file} is not what was signed: something in it was changed; ask for the original.`);
  const { protocol, publicKey } = signed;
  const whose =
    publicKey === ownKey ? "this installation's key" : `the key ${publicKey}, which is not this installation's`;
  const good = `${file}: the protocol of ${protocol.survey}, closed on ${protocol.closedOn}, is as it was signed with ${whose}.`;
  const survey = (await storage?.surveys.all())?.find(({ id }) => id === protocol.survey);
  if (!storage || !survey)
    return `${good}\nThe configured database has no survey ${protocol.survey}, so nothing was compared with it.`;
  const { faults, remark } = await compared(signed, survey, storage);
  if (faults.length === 0) return `${good}\n${remark}`;
  throw new CommandError(`the database does not hold what ${file} says; find out who changed it.`, faults);
}

function read(file: string): SignedProtocol {
  const content: unknown = parsed(readFileSync(file, "utf8"));
  const shaped = signedProtocolShape.safeParse(content);
  if (!shaped.success) throw new CommandError(`${file} is no closing protocol; give the file that survey close wrote.`);
  return shaped.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Comparison {
  readonly faults: readonly string[];
  readonly remark: string;
}

/** Withdrawals go on after closing. They take responses away, and the hash cannot be taken without those. */
async function compared(signed: SignedProtocol, survey: PublishedSurvey, storage: Storage): Promise<Comparison> {
  const { counts, responses, closedOn, versions, survey: id } = signed.protocol;
  const kept = (await storage.surveys.protocols()).find(({ protocol }) => protocol.survey === id);
  const since = (await storage.withdrawals.count(id)) - counts.withdrawn;
  const released = await storage.responses.count(id);
  const hash = await responsesHash(storage.responses.rows(id));
  const asked = survey.versions.map(({ definition }) => versionOf(definition));
  const checks: readonly (readonly [holds: boolean, fault: string])[] = [
    [kept !== undefined, "the database holds no protocol of it"],
    [kept === undefined || canonical(kept) === canonical(signed), "the database holds another protocol of it"],
    [survey.closedOn === closedOn, `closed on: ${survey.closedOn ?? "still open"} instead of ${closedOn}`],
    [canonical(asked) === canonical(versions), "the questionnaires are not those that were asked"],
    ...(await countChecks(signed, storage)),
    [since >= 0, `withdrawn: ${counts.withdrawn + since}, fewer than the ${counts.withdrawn} at closing`],
    [released === counts.released - since, `released: ${released} instead of ${counts.released - since}`],
    [since !== 0 || hash === responses, "the responses are not those that were there at closing"],
  ];
  const remark =
    since === 0
      ? `The database still holds exactly these ${released} responses.`
      : `Since then ${since} were withdrawn, and the other ${released} are there. Whether they are the same ones cannot be told without the withdrawn.`;
  return { faults: checks.filter(([holds]) => !holds).map(([, fault]) => fault), remark };
}

async function countChecks({ protocol }: SignedProtocol, storage: Storage) {
  const { participations, imported } = protocol.counts;
  const now = await storage.participations.count(protocol.survey);
  const files = await storage.responses.countImported(protocol.survey);
  return [
    [now === participations, `participations: ${now} instead of ${participations}`],
    [files === imported, `imported: ${files} instead of ${imported}`],
  ] as const;
}
