import { elementary, erf } from "@espalier/tensor";
import { refuse } from "../../refuse.ts";
import { describe } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import type { Pointwise } from "../steps.ts";
import { floatsAt, isSamples } from "./context.ts";
import type { Operand, Operator } from "./context.ts";

/**
 * An operator that computes each entry from the entries at its place. Constants must be single numbers: what is different for every
 * neuron is no activation.
 */
export function pointwise(
  f: (...x: number[]) => number,
  activation?: Omit<Pointwise, "kind" | "f">,
): Operator {
  return (context, node, operands) => {
    const samples = operands.filter(isSamples);
    const [first] = samples;
    const constants = operands.map((operand, at) =>
      operand === undefined || isSamples(operand) ? NaN : single(node, operands, at),
    );
    const isVariable = operands.map(isSamples);
    const does: Pointwise = {
      kind: "pointwise",
      f: (...x) => {
        let next = 0;
        return f(...constants.map((constant, at) => (isVariable[at] ? x[next++] : constant)));
      },
      ...activation,
    };
    return context.step(node, samples, does, axesOfAll(node, samples) ?? first.axes, first.batched);
  };
}

function axesOfAll(node: Node, samples: readonly Samples[]): readonly number[] | undefined {
  const known = samples.flatMap(({ axes }) => (axes === undefined ? [] : [axes]));
  const [first] = known;
  for (const axes of known)
    if (axes.join() !== first.join())
      refuse(
        node.at,
        describe(node),
        "values of one shape",
        known.map((each) => `[${each.join(", ")}]`).join(", "),
      );
  return first;
}

function single(node: Node, operands: readonly Operand[], at: number): number {
  const { data } = floatsAt(node, operands, at);
  if (data.length !== 1) refuse(node.at, describe(node), "one number for all neurons", `${data.length}`);
  return data[0];
}

const truth = (is: boolean): number => (is ? 1 : 0);

/** Operators that are no activation alone, but parts of one. */
// prettier-ignore
export const parts: readonly (readonly [name: string, operator: Operator])[] = [
  ["Erf",            pointwise(erf)],
  ["Log",            pointwise(Math.log)],
  ["Sqrt",           pointwise(Math.sqrt)],
  ["Reciprocal",     pointwise((x) => 1 / x)],
  ["Pow",            pointwise((x, power) => x ** power)],
  ["Max",            pointwise((...x) => Math.max(...x))],
  ["Min",            pointwise((...x) => Math.min(...x))],
  ["Cos",            pointwise(elementary.cos)],
  ["Sign",           pointwise(Math.sign)],
  ["Greater",        pointwise((a, b) => truth(a > b))],
  ["GreaterOrEqual", pointwise((a, b) => truth(a >= b))],
  ["Less",           pointwise((a, b) => truth(a < b))],
  ["LessOrEqual",    pointwise((a, b) => truth(a <= b))],
  ["Not",            pointwise((a) => truth(a === 0))],
  ["Where",          pointwise((condition, a, b) => (condition === 0 ? b : a))],
];
