import type { AnyOp } from "@espalier/autodiff";
import { specOf } from "../src/index.ts";
import type { Known, Pick, Spec } from "../src/index.ts";

/** A primitive and how its rules are checked; with a variant of the op, how that one is. */
export interface Primitive {
  readonly name: string;
  readonly op: AnyOp;
  readonly specWith: (variant: AnyOp) => Spec;
}

/** @param label distinguishes the settings of one primitive */
export function primitive(op: unknown, known: Known<string>, label = ""): Primitive {
  const anyOp = op as AnyOp; // the table below holds ops of all kinds
  return {
    name: anyOp.name + label,
    op: anyOp,
    specWith: (variant) => ({ ...specOf(variant, known), name: variant.name + label }),
  };
}

/** Two shapes that stretch to a common one, often in opposite directions. */
export function broadcastable(size: Pick): { a: number[]; b: number[] } {
  const shape = [size(1, 3), size(1, 3), size(1, 2)].slice(size(0, 3));
  const own = (): number[] => shape.map((axis) => (size(0, 2) === 0 ? 1 : axis)).slice(size(0, shape.length));
  return size(0, 1) === 0 ? { a: shape, b: own() } : { a: own(), b: shape };
}

export const matrix = (size: Pick, rows = 4, columns = 4): [number, number] => [
  size(1, rows),
  size(1, columns),
];
