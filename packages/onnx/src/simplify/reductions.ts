import { zeros } from "@espalier/tensor";
import type { Precision } from "@espalier/files";
import { dtypeFor } from "@espalier/files/bytes";
import { describe } from "../describe.ts";
import type { Affine, StepGraph } from "../steps.ts";

export interface Layered extends StepGraph {
  readonly notes: readonly string[];
}

/** More weights than this do not belong to a reduction. */
const MOST_WEIGHTS = 2 ** 22;

/** The same steps, with sums and means of entries, which are not part of a normalization, as layers of constant weights. */
export function reductionsAsLayers(graph: StepGraph, precision: Precision): Layered {
  const notes: string[] = [];
  const steps = graph.steps.map((step) => {
    const { does, node, width: lines } = step;
    if (does.kind !== "reduce" || does.each === undefined || lines === undefined) return step;
    const inputs = lines * does.length;
    if (lines * inputs > MOST_WEIGHTS) return step;
    const weight = zeros([lines, inputs], dtypeFor(precision));
    for (let k = 0; k < lines; k++)
      weight.data.fill(does.each, k * inputs + k * does.length, k * inputs + (k + 1) * does.length);
    const weightName = `${graph.names.get(step.output) ?? node.outputs[0]}.weight`;
    notes.push(
      `${describe(node)} is read as a layer ${weightName} [${lines}, ${inputs}], whose weights are as all others from here on`,
    );
    const affine: Affine = { kind: "affine", weight, weightName, precision, before: [], behind: [] };
    return { ...step, does: affine };
  });
  return { ...graph, steps, notes };
}
