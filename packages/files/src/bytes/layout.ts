import type { Shape, Tensor } from "@espalier/tensor";

/** The numbers of an array in a file: where they begin, and how some of them are read. */
export interface Layout {
  readonly shape: Shape;
  readonly start: number;
  /** The bytes of one number. */
  readonly bytes: number;
  /** Numbers from their bytes. @param at where these begin in the file, for errors */
  readonly read: (bytes: Uint8Array, shape: Shape, at: number) => Tensor;
}
