import { allocate, showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { refuse, placesIn } from "@espalier/files/bytes";
import { asFloats } from "../constants/constant.ts";
import type { Constant, Floats } from "../constants/constant.ts";
import type { Size } from "../constants/size.ts";
import { describe, refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import type { Action } from "../steps.ts";

/** An operand of a node: samples, a constant, or undefined where it is left out. */
export type Operand = Samples | Constant | undefined;

export const isSamples = (operand: Operand): operand is Samples => operand !== undefined && "id" in operand;

/** What operators need to know of the file, and where they put what they find. */
export interface Context {
  readonly opset: number;
  /** The size of the axis of samples: N, or a number. */
  readonly batch: Size;
  /** The code of the type of the samples. */
  readonly type: number;
  /** How many entries a matrix may have that the file does not hold as such: as many as it has bytes. */
  readonly mostEntries: number;
  /** @throws FormatError when picks take more entries, all together, than a file of its size has a use for */
  readonly room: (node: Node, entries: number) => void;
  /** Something to say of the file. */
  readonly note: (text: string) => void;
  /** A step from some values to a new one. */
  readonly step: (
    node: Node,
    inputs: readonly Samples[],
    does: Action,
    axes: Shape | undefined,
    batched?: boolean,
  ) => Samples;
}

/** What a node does: its step, or another view of its samples. At least one of the operands are samples. */
export type Operator = (context: Context, node: Node, operands: readonly Operand[]) => Samples;

/** A node with several outputs: a value for each. */
export type SplittingOperator = (
  context: Context,
  node: Node,
  operands: readonly Operand[],
) => readonly Samples[];

/** The samples that an operator takes in one place. */
export function samplesAt(node: Node, operands: readonly Operand[], at: number): Samples {
  const operand = operands[at];
  if (isSamples(operand)) return operand;
  return refuseNode(node, `the samples as input ${at}`, "a constant");
}

/** A constant of floats in one place. */
export function floatsAt(node: Node, operands: readonly Operand[], at: number): Floats {
  const operand = operands[at];
  if (operand === undefined) return refuseNode(node, `input ${at}`, "none");
  if (isSamples(operand)) return refuseNode(node, `a constant as input ${at}`, "what depends on the samples");
  return asFloats(node, operand);
}

/** A constant, or undefined, in one place. */
export function constantAt(node: Node, operands: readonly Operand[], at: number): Constant | undefined {
  const operand = operands[at];
  if (isSamples(operand)) return refuseNode(node, `a constant as input ${at}`, "what depends on the samples");
  return operand;
}

/** A constant as one number, or as one for each entry of a sample. */
export interface PerEntry {
  readonly values: Float64Array;
  readonly axes: Shape | undefined;
}

/**
 * A constant stretched to a sample, the same for all samples.
 *
 * @throws FormatError when it would stretch the samples, or differs from sample to sample
 */
export function perEntry(node: Node, { axes, batched }: Samples, { shape, data, stored }: Floats): PerEntry {
  if (data.length === 1) return { values: Float64Array.from(data), axes };
  const own =
    batched && axes !== undefined && shape.length > axes.length
      ? shape.slice(shape.length - axes.length)
      : shape;
  // Where the file does not say how large a sample is, a constant of one axis does.
  const known = axes ?? shape.slice(-1);
  const wanted = known.length < own.length && sizeOf(own) === own.at(-1) ? own.slice(-1) : own;
  const fits =
    sizeOf(wanted) === data.length &&
    wanted.length <= known.length &&
    wanted.every((size, at) => size === 1 || size === known[at + known.length - wanted.length]);
  if (!fits)
    return refuse(
      node.at,
      stored === "" ? describe(node) : `${describe(node)}, ${stored}`,
      `one number, or one for each entry of a sample ${showShape(known)}`,
      showShape(shape),
    );
  const from = placesIn(wanted, known);
  const values = allocate(from.length, "f64") as Float64Array;
  for (let at = 0; at < from.length; at++) values[at] = data[from[at]];
  return { values, axes: known };
}
