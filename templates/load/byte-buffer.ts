/** Bytes that grow as they are written. */
export interface ByteBuffer {
  /** What was written stands before `length`; the rest is room. */
  bytes: Buffer;
  length: number;
}

const FIRST_ROOM = 256;

export function createByteBuffer(): ByteBuffer {
  return { bytes: Buffer.allocUnsafeSlow(FIRST_ROOM), length: 0 };
}

/** What was written; valid until more is. */
export function written({ bytes, length }: ByteBuffer): Uint8Array {
  return bytes.subarray(0, length);
}

/** Makes room for so many bytes more; the position that they start at. */
export function extend(buffer: ByteBuffer, count: number): number {
  const start = buffer.length;
  const end = start + count;
  if (end > buffer.bytes.length) {
    const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * buffer.bytes.length));
    buffer.bytes.copy(larger, 0, 0, start);
    buffer.bytes = larger;
  }
  buffer.length = end;
  return start;
}

export function writeByte(buffer: ByteBuffer, byte: number): void {
  const start = extend(buffer, 1);
  buffer.bytes[start] = byte;
}

export function writeBytes(buffer: ByteBuffer, bytes: Uint8Array): void {
  const start = extend(buffer, bytes.length);
  buffer.bytes.set(bytes, start);
}

/** A whole number of up to 53 bits, seven bits in each byte, the lowest ones first (ULEB128). */
export function writeVarint(buffer: ByteBuffer, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    writeByte(buffer, (rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  writeByte(buffer, rest);
}

/** The same for a number that may be negative: 0, -1, 1, -2, … are written as 0, 1, 2, 3, …. */
export function writeSigned(buffer: ByteBuffer, value: number): void {
  writeVarint(buffer, value < 0 ? -2 * value - 1 : 2 * value);
}
