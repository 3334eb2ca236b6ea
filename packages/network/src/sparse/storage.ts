import type { SparseLayer, SparseNetwork } from "./network.ts";

/**
 * How a weight [i, j] of n entries is stored, each entry in v bytes:
 *
 * | form     | bytes                | what they are                                             |
 * | -------- | -------------------- | --------------------------------------------------------- |
 * | `dense`  | v I J                | everything                                                |
 * | `csr`    | v n + w (n + I)      | the length of each row, and the column of each entry      |
 * | `bitmap` | v n + ⌈I J / 8⌉      | a bit for each weight, row by row, 1 where there is one   |
 *
 * Compressed sparse rows take w = 1, 2 or 4 bytes for an index, as few as hold J. CSR is smaller than dense below a density n / (I J)
 * of about v / (v + w), a bitmap below 1 − 1 / (8 v), and CSR smaller than a bitmap below about 1 / (8 w).
 */
export type Form = "dense" | "csr" | "bitmap";

/** Of equally small forms, the first in this order is taken. */
export const forms: readonly Form[] = ["dense", "bitmap", "csr"];

/** The bytes of the weight of a layer in each form. */
export interface Storage {
  /** [i, j] of the weight. */
  readonly shape: readonly [number, number];
  /** Entries that are not left out. */
  readonly entries: number;
  /** The bytes of the weight in each form. */
  readonly bytes: Readonly<Record<Form, number>>;
  /** The form of the fewest bytes. */
  readonly form: Form;
  /** Of biases and slopes, which are stored unchanged. */
  readonly otherBytes: number;
}

/** The bytes of each layer of a network, and its smallest form. The other nodes of a graph are not counted. */
export const storageOf = ({ layers }: SparseNetwork): Storage[] => layers.map(storageOfLayer);

export function storageOfLayer({ shape, values, bias, activation, tied }: SparseLayer): Storage {
  const [I, J] = shape;
  const v = values.BYTES_PER_ELEMENT;
  const n = values.length;
  const bytes: Storage["bytes"] = {
    dense: v * I * J,
    bitmap: v * n + Math.ceil((I * J) / 8),
    csr: v * n + indexBytes(J) * (n + I),
  };
  const form = forms.reduce((best, each) => (bytes[each] < bytes[best] ? each : best));
  const slopes = activation.kind === "prelu" ? activation.slope.data.length : 0;
  const otherBytes = v * (bias.data.length + slopes);
  // The weight of a tied layer is stored with the earlier one.
  if (tied !== undefined)
    return { shape, entries: 0, bytes: { dense: 0, bitmap: 0, csr: 0 }, form: "dense", otherBytes };
  return { shape, entries: n, bytes, form, otherBytes };
}

/** The bytes of whole numbers from 0 to J: a column, or the length of a row. */
export const indexBytes = (J: number): 1 | 2 | 4 => (J < 2 ** 8 ? 1 : J < 2 ** 16 ? 2 : 4);
