/** Binary files, little by little. */

/** A buffer that grows. Whole numbers and doubles are little-endian. */
export interface Bytes {
  u8(value: number): void;
  i16(value: number): void;
  i32(value: number): void;
  u64(value: number): void;
  f64(value: number): void;
  raw(bytes: Uint8Array): void;
  /** UTF-8, cut or filled up to `size` bytes. */
  text(text: string, size: number, fill?: number): void;
  readonly size: number;
  /** What was written since it was last taken. */
  take(): Uint8Array;
}

export function createBytes(room = 1 << 16): Bytes {
  let buffer = Buffer.alloc(room);
  let [size, taken] = [0, 0];
  const ask = (more: number) => {
    if (size + more <= buffer.length) return;
    const larger = Buffer.alloc(Math.max(buffer.length * 2, size + more));
    buffer.copy(larger, 0, 0, size);
    buffer = larger;
  };
  const put = (bytes: number, write: (at: number) => void) => {
    ask(bytes);
    write(size);
    size += bytes;
  };
  const raw = (bytes: Uint8Array) => put(bytes.length, (at) => buffer.set(bytes, at));
  return {
    u8: (value) => put(1, (at) => buffer.writeUInt8(value, at)),
    i16: (value) => put(2, (at) => buffer.writeInt16LE(value, at)),
    i32: (value) => put(4, (at) => buffer.writeInt32LE(value, at)),
    u64: (value) => put(8, (at) => buffer.writeBigUInt64LE(BigInt(value), at)),
    f64: (value) => put(8, (at) => buffer.writeDoubleLE(value, at)),
    raw,
    text(text, bytes, fill = 0x20) {
      const whole = Buffer.from(cut(text, bytes));
      raw(whole);
      put(bytes - whole.length, (at) => buffer.fill(fill, at, at + bytes - whole.length));
    },
    get size() {
      return taken + size;
    },
    take() {
      const written = Buffer.from(buffer.subarray(0, size));
      taken += size;
      size = 0;
      return written;
    },
  };
}

/** A text of at most so many bytes of UTF-8, whole letters only. */
export function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let short = "";
  let size = 0;
  for (const letter of text) {
    size += Buffer.byteLength(letter);
    if (size > bytes) return short;
    short += letter;
  }
  return short;
}
