import { activations } from "./activations.ts";
import { gemm, matMul } from "./affine.ts";
import type { Operator } from "./context.ts";
import { conv } from "./convolution.ts";
import { add, batchNormalization, divide, multiply, negative, subtract } from "./diagonal.ts";
import { head } from "./heads.ts";
import { parts } from "./pointwise.ts";
import { cast, dropout, flatten, reshape, same, squeeze, transpose, unsqueeze } from "./views.ts";

/** Every operator that is read, by its name. */
// prettier-ignore
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Gemm",               gemm],
  ["MatMul",             matMul],
  ["Conv",               conv],
  ["Add",                add],
  ["Sub",                subtract],
  ["Mul",                multiply],
  ["Div",                divide],
  ["Neg",                negative],
  ["BatchNormalization", batchNormalization],
  ["Identity",           same],
  ["Dropout",            dropout],
  ["Cast",               cast],
  ["Flatten",            flatten],
  ["Reshape",            reshape],
  ["Squeeze",            squeeze],
  ["Unsqueeze",          unsqueeze],
  ["Transpose",          transpose],
  ["Softmax",            head("softmax")],
  ["LogSoftmax",         head("log-softmax")],
  ...activations,
  ...parts,
]);
