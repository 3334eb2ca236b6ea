/** The bytes of a file, any range of which can be read without the rest. */
export interface ByteRanges {
  /** The name of the file, for errors. */
  readonly name: string;
  /** The number of its bytes. */
  readonly size: number;
  /** Identifies this state of the file without its bytes, such as the ETag of an address; undefined where only the bytes do. */
  readonly state?: string | undefined;
  /** The bytes from ≤ b < to, all of them. */
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
}

/** Bytes in memory as ranges. */
export const rangesOf = (bytes: Uint8Array, name = "bytes"): ByteRanges => ({
  name,
  size: bytes.length,
  read: async (from, to) => bytes.subarray(from, to),
});
