/** What the doctor says of a replica. */
import { look, type Rule, well } from "./finding.ts";

/** Seconds after which reports are read from the primary again and again. */
const BEHIND = 30;

export const replica: Rule = ({ replica: state }) => {
  if (state === undefined) return [];
  if ("unusable" in state)
    return look(
      `The replica of PIKIR_READ_DATABASE_URL ${state.unusable}: reports are read from DATABASE_URL.`,
      "Start it again, or name the right one; nothing is lost meanwhile.",
    );
  const behind = `${Math.round(state.seconds)} s (${state.bytes} bytes of the log) behind`;
  const lag =
    state.seconds > BEHIND
      ? look(
          `The replica is ${behind}: reports are read from DATABASE_URL.`,
          "See whether its walreceiver runs, and whether its disk keeps up.",
        )
      : well(`The replica is ${state.bytes === 0 ? "not behind" : behind}.`);
  if (state.awaited) return lag;
  return [
    ...lag,
    ...look(
      "The primary waits for no replica: one that is promoted may lack the last acknowledged responses.",
      "Where it is to take over some day, name it in synchronous_standby_names on the primary.",
    ),
  ];
};
