/** Ways to alter a value that was signed or sealed, as fast-check gives them. */
import fc from "fast-check";

/** Altered bytes: a bit, a run of them, cut at either end, doubled, mixed with another's, or made up. Never the same bytes. */
export function alteredBytes(genuine: Buffer, others: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: genuine.length - 1 });
  return fc
    .oneof(
      fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]) => changed(genuine, at, (byte) => byte ^ (1 << bit))),
      fc.tuple(place, fc.nat({ max: 255 })).map(([at, byte]) => changed(genuine, at, () => byte)),
      place.map((at) => genuine.subarray(0, at)),
      place.map((at) => genuine.subarray(at)),
      place.map((at) => Buffer.concat([genuine.subarray(0, at), others.subarray(at)])),
      place.map((at) => Buffer.concat([others.subarray(0, at), genuine.subarray(at)])),
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => Buffer.concat([genuine, more])),
      fc.uint8Array({ maxLength: 400 }).map((made) => Buffer.from(made)),
    )
    .filter((altered) => !altered.equals(genuine) && !altered.equals(others));
}

function changed(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = change(copy[at] ?? 0) & 255;
  return copy;
}
