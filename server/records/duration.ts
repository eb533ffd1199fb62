/**
 * How long a journey took, made coarse before it is kept, because an exact duration is as good as a fingerprint:
 * steps of 5 seconds to 10 minutes, minutes to 2 hours, quarter hours beyond, nothing told apart past a day.
 */
export function coarseDuration(seconds: number): number {
  if (!(seconds >= 0)) return 0;
  const step = seconds < 600 ? 5 : seconds < 7200 ? 60 : 900;
  return Math.min(Math.floor(seconds / step) * step, 86_400);
}
