/** `seconds`: from the first page shown to the send. Only a lower bound: slowness is never held against anybody. */
export function isTooFast(seconds: number, minimum: number): boolean {
  return seconds < minimum;
}
