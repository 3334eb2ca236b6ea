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
 *       tied          the number of the earlier layer that has the weight, u32; transposed: that weight is used transposed
 *
 * A chain is version 1. Version 2 has a graph between the head and the layers:
 *
 *     graph           its bytes u32, 0 where each layer reads the one before      JSON, in which the length of a list stands for its numbers      these, list after list: those of
 *                     a parameter in v bytes each, those of a constant in f64
 *
 * A layer of a graph reads as many numbers as its J says.
 *
 * with w = 1 for J < 2⁸, 2 for J < 2¹⁶, else 4. An entry is any number but +0, and the columns of a row ascend. Names have the number of
 * their place here.
 */
export const MAGIC = "espspars";
export const VERSIONS = { chain: 1, graph: 2 } as const;
export const HEADER_BYTES = 24;
export const LAYER_BYTES = 20;

/** Where the weight of a layer is: in the file in some form, or in that of an earlier layer. */
export const formCodes: readonly (Form | "tied" | "transposed")[] = [
  "dense",
  "csr",
  "bitmap",
  "tied",
  "transposed",
];
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
  "sqrt",
  "reciprocal",
];
export const headCodes: readonly (Head | undefined)[] = [undefined, "softmax", "log-softmax"];
