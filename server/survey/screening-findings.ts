/** Thresholds that would doubt everybody, and a device signal that nobody was told of. */
import { type Finding, wrong } from "./finding.ts";
import { numberAt, valueAt } from "./raw.ts";

export function screeningFindings(value: unknown): readonly Finding[] {
  return [...speedFindings(value), ...deviceFindings(value)];
}

function speedFindings(value: unknown): readonly Finding[] {
  const [seconds, minutes] = [numberAt(value, ["screening", "seconds"]), numberAt(value, ["minutes"])];
  if (seconds === undefined || minutes === undefined || seconds <= minutes * 30) return [];
  const reason = wrong("too-many-seconds", { most: minutes * 30 });
  return [{ path: ["screening", "seconds"], reason }];
}

/** Whoever's device is looked at is told so before they agree, and nobody else is. */
function deviceFindings(value: unknown): readonly Finding[] {
  const [switchedOn, told] = [valueAt(value, ["screening", "device"]), valueAt(value, ["consent", "device"])];
  if (switchedOn !== undefined && told === undefined) {
    const reason = wrong("device-untold");
    return [{ path: ["consent", "device"], reason }];
  }
  if (switchedOn === undefined && told !== undefined) {
    const reason = wrong("no-device");
    return [{ path: ["consent", "device"], at: "key", reason }];
  }
  return [];
}
