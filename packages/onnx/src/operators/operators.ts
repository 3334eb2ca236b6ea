import { activations } from "./activations.ts";
import { gemm, matMul } from "./affine.ts";
import { conv } from "./convolution.ts";
import { concat } from "./concat.ts";
import { gather, slice, split } from "./parts.ts";
import type { Operator, SplittingOperator } from "./context.ts";
import {
  add,
  batchNormalization,
  divide,
  meanOfAll,
  multiply,
  negative,
  subtract,
  sumOfAll,
} from "./diagonal.ts";
import { einsum } from "./einsum.ts";
import { head } from "./heads.ts";
import { layerNormalization, rmsNormalization } from "./normalization.ts";
import { parts } from "./pointwise.ts";
import { reductions } from "./reduce.ts";
import { pad, tile } from "./repeat.ts";
import { cast, dropout, expand, flatten, reshape, same, squeeze, transpose, unsqueeze } from "./views.ts";

/** Every operator that is read, by its name. */
// prettier-ignore
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Gemm",               gemm],
  ["MatMul",             matMul],
  ["Einsum",             einsum],
  ["Conv",               conv],
  ["Add",                add],
  ["Sum",                sumOfAll],
  ["Mean",               meanOfAll],
  ["Sub",                subtract],
  ["Mul",                multiply],
  ["Div",                divide],
  ["Neg",                negative],
  ["BatchNormalization", batchNormalization],
  ["LayerNormalization", layerNormalization],
  ["RMSNormalization",   rmsNormalization],
  ["Concat",             concat],
  ["Slice",              slice],
  ["Gather",             gather],
  ["Identity",           same],
  ["Dropout",            dropout],
  ["Cast",               cast],
  ["Flatten",            flatten],
  ["Reshape",            reshape],
  ["Expand",             expand],
  ["Tile",               tile],
  ["Pad",                pad],
  ["Squeeze",            squeeze],
  ["Unsqueeze",          unsqueeze],
  ["Transpose",          transpose],
  ["Softmax",            head("softmax")],
  ["LogSoftmax",         head("log-softmax")],
  ...activations,
  ...parts,
  ...reductions,
]);

/** Every operator with several outputs that is read. */
export const splittingOperators: ReadonlyMap<string, SplittingOperator> = new Map([["Split", split]]);
