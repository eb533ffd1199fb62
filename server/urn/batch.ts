/** Which of those that wait are released together, and what a batch must not tell. */
import type { Flag } from "../records/flag.ts";
import { OTHER, type Response } from "../records/response.ts";

/**
 * How many of `waiting` are due: K each time 2K wait, taken together as one batch, so that at least K always stay
 * behind to hide among. K = 1 switches pooling off.
 */
export function batchSize(waiting: number, pool: number): number {
  if (pool === 1) return waiting;
  return waiting < 2 * pool ? 0 : Math.floor((waiting - pool) / pool) * pool;
}

/** In this order, since of each only what the ones before leave large enough can be told. */
const TELLING = ["language", "version", "channel"] as const;

/**
 * What fewer than K of a batch have in common would point at them. So whoever is told apart from the rest of the batch by
 * language, version and channel is one of at least K who are told apart in the same way: small groups become "other", and
 * where they are too few even together, the smallest of the named groups with them. Of the months the batch tells its last.
 */
export function withoutRareGroups(batch: readonly Response[], pool: number): readonly Response[] {
  if (pool === 1) return batch;
  const last = batch.reduce((latest, { month }) => (month > latest ? month : latest), "");
  const oneMonth = withoutLoneMarks(batch, pool).map((response) => ({ ...response, month: last }));
  return TELLING.reduce<readonly (readonly Response[])[]>(
    (groups, what) => groups.flatMap((group) => toldApart(group, what, pool)),
    [oneMonth],
  ).flat();
}

/**
 * What others can know of a person without this program: that they share a device, or a network that was crowded. Borne by
 * one of a batch it would name that person to the family; a farm, which the flags are for, bears them by the dozen. The
 * other flags are known to whoever clicked, or follow from the answers and the duration that lie beside them.
 */
const KNOWN_OUTSIDE: readonly Flag[] = ["seen_device", "network_burst"];
/** More than a family sends from one tablet. */
const FEWEST_MARKED = 5;

function withoutLoneMarks(batch: readonly Response[], pool: number): readonly Response[] {
  const fewest = Math.min(FEWEST_MARKED, pool);
  const lone = KNOWN_OUTSIDE.filter((flag) => batch.filter(({ flags }) => flags.includes(flag)).length < fewest);
  return batch.map((response) => ({ ...response, flags: response.flags.filter((flag) => !lone.includes(flag)) }));
}

function toldApart(
  group: readonly Response[],
  what: (typeof TELLING)[number],
  pool: number,
): readonly (readonly Response[])[] {
  const values = [...new Set(group.map((response) => response[what]))];
  const groups = values
    .map((value) => group.filter((response) => response[what] === value))
    .sort((a, b) => b.length - a.length);
  const named = groups.filter(({ length }) => length >= pool);
  let rest = groups.slice(named.length).flat();
  while (rest.length > 0 && rest.length < pool && named.length > 0) rest = [...rest, ...(named.pop() ?? [])];
  return rest.length === 0 ? named : [...named, rest.map((response) => ({ ...response, [what]: OTHER }))];
}
