import { refuse } from "@espalier/files/bytes";
import { describe } from "../describe.ts";
import type { Node } from "../file/model.ts";

/** Operators of networks that have no fully-connected layers, or work on more than one sample. */
const others: Readonly<Record<string, string>> = {
  Conv: "a convolution",
  ConvTranspose: "a convolution",
  LSTM: "a recurrence",
  GRU: "a recurrence",
  RNN: "a recurrence",
  Loop: "a recurrence",
  Scan: "a recurrence",
  Attention: "attention over positions",
  MultiHeadAttention: "attention over positions",
  CumSum: "a sum along an axis",
  QuantizeLinear: "a quantized network: export it before it is quantized, in floats",
  DequantizeLinear: "a quantized network: export it before it is quantized, in floats",
  DynamicQuantizeLinear: "a quantized network: export it before it is quantized, in floats",
  QLinearMatMul: "a quantized network: export it before it is quantized, in floats",
  MatMulInteger: "a quantized network: export it before it is quantized, in floats",
};

/** What an operator is, behind its name, where that is known. */
export const aboutOperator = (operator: string): string =>
  Object.hasOwn(others, operator) ? `, ${others[operator]}` : "";

/** @throws FormatError always, saying what the operator is where that is known */
export function refuseOperator(node: Node, isKnown: boolean): never {
  const { at, domain, operator } = node;
  const name = `${isKnown ? "" : `${domain.slice(0, 40)}.`}${operator.slice(0, 40)}`;
  return refuse(
    at,
    describe(node),
    "an operator of fully-connected layers, of functions between them, or of rows",
    `${name}${aboutOperator(operator)}`,
  );
}
