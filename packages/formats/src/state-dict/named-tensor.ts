import type { Data, Shape } from "@espalier/tensor";
import type { Precision } from "@espalier/files";

/** A tensor of a state dict, which is read when it is needed. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  /** Of its numbers, in the words of the file. */
  readonly dtype: string;
  /** Absent where they are not floats that are read. */
  readonly precision?: Precision;
  /** Where it is, for errors: `byte 8, weight`. */
  readonly place: string;
  /** Where its numbers lie, where tensors may share them: in from ≤ position < to of the storage with a key. */
  readonly storage?: { readonly key: string; readonly from: number; readonly to: number };
  /** @throws FormatError naming the byte of a number that is NaN or infinite, or is not there */
  readonly read: () => Data;
}
