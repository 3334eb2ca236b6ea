import type { Data, Shape } from "@espalier/tensor";
import type { Precision } from "@espalier/files";
import { refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import { isOpen } from "./size.ts";
import type { Size } from "./size.ts";

/** A value that does not depend on the samples. */
export type Constant = Floats | Wholes;

export interface Floats {
  readonly kind: "floats";
  readonly shape: Shape;
  readonly data: Data;
  readonly precision: Precision;
  /** The name under which the file has it; of a result, that of the first operand. */
  readonly stored: string;
}

/** Whole numbers that shapes are made of, and truths as 0 and 1. */
export interface Wholes {
  readonly kind: "wholes";
  readonly shape: Shape;
  readonly values: readonly Size[];
}

export const entriesOf = (constant: Constant): ArrayLike<Size> =>
  constant.kind === "floats" ? constant.data : constant.values;

/** A constant as floats; whole numbers are, as long as the number of samples is not among them. @throws FormatError otherwise */
export function asFloats(node: Node, constant: Constant | undefined): Floats {
  if (constant?.kind === "floats") return constant;
  if (constant === undefined || constant.values.some(isOpen)) return refuseNode(node, "floats", "nothing");
  const data = Float64Array.from(constant.values, Number);
  return { kind: "floats", shape: constant.shape, data, precision: "f64", stored: "" };
}

/** @throws FormatError when it is none of whole numbers */
export function asWholes(node: Node, constant: Constant | undefined): Wholes {
  if (constant?.kind === "wholes") return constant;
  return refuseNode(node, "whole numbers", constant === undefined ? "nothing" : "floats");
}
