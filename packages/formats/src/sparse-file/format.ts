import type { ActivationKind, Head } from "@espalier/network";
import type { Form } from "@espalier/network/sparse";

/*
 * An espalier sparse network as bytes, little-endian:
 *
 *     "espspars"      version u32      v u32: 4 or 8, the bytes of a number      head u32      layers u32
 *     of each layer   I u32      J u32      form u32      activation u32      slopes u32: 0, 1 or I
 *                     b [i]      the slopes      the numbers of the activation, f64 each      and of the weight
 *       dense         W [i, j]
 *       csr           the length of each row [i], the column of each entry, in w bytes each      the entries
 *       bitmap        a bit for each weight, row by row, the lowest of a byte first      the entries
 *
 * with w = 1 for J < 2⁸, 2 for J < 2¹⁶, else 4. An entry is any number but +0, and the columns of a row ascend. Names have the number of
 * their place here.
 */
export const MAGIC = "espspars";
export const VERSION = 1;
export const HEADER_BYTES = 24;
export const LAYER_BYTES = 20;

export const formCodes: readonly Form[] = ["dense", "csr", "bitmap"];
export const activationCodes: readonly ActivationKind[] = [
  "identity",
  "relu",
  "prelu",
  "tanh",
  "sigmoid",
  "gelu",
  "leaky-relu",
  "elu",
  "selu",
  "celu",
  "softplus",
  "gelu-tanh",
  "silu",
  "mish",
  "hardsigmoid",
  "hardswish",
  "clip",
  "softsign",
  "logsigmoid",
  "sin",
  "exp",
  "abs",
  "cos",
];
export const headCodes: readonly (Head | undefined)[] = [undefined, "softmax", "log-softmax"];
