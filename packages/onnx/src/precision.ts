import { refuse } from "@espalier/files/bytes";
import type { Precision } from "@espalier/files";
import type { ValueInfo } from "./file/model.ts";
import { typeName, types } from "./file/tensor.ts";
import type { Step } from "./steps.ts";

/** The one precision of all weights, inputs and outputs. What only the tail computes may have another type. */
export function precisionOf(
  steps: readonly Step[],
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
): Precision {
  let first: Precision | undefined;
  for (const { node, does } of steps) {
    if (does.kind !== "affine") continue;
    first ??= does.precision;
    if (does.precision !== first)
      refuse(node.at, does.weightName, `${first}, as the first weight`, does.precision);
  }
  for (const { at, name, type } of inputs) {
    const own = types.find(({ code }) => code === type)?.precision;
    if (own === undefined || (first !== undefined && own !== first))
      return refuse(at, `input ${name}`, `${first ?? "floats"}, as the weights are`, typeName(type));
    first ??= own;
  }
  for (const { at, name, type } of outputs) {
    const own = types.find(({ code }) => code === type)?.precision;
    if (own !== undefined && own !== first)
      refuse(at, `output ${name}`, `${first ?? "floats"}, as the inputs are`, typeName(type));
  }
  return first ?? refuse(0, "graph.input", "floats", "none");
}
