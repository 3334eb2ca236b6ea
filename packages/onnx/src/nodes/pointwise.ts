import { describe, refuseNode } from "../describe.ts";
import { nameIn, valueName } from "../draft.ts";
import type { Draft } from "../draft.ts";
import type { Pointwise, Step } from "../steps.ts";
import { add } from "./add.ts";
import type { Around } from "./add.ts";
import { inPrecision } from "./layer.ts";

/** An activation as a node, or a sum or product where values meet. */
export function addPointwise(draft: Draft, step: Step, does: Pointwise, around: Around): void {
  const { activation, joins, slopeName } = does;
  const { node, inputs } = step;
  if (activation !== undefined) {
    const name = add(draft, step, { op: "activation", activation: inPrecision(draft, activation) });
    if (slopeName !== undefined) draft.nodeNames.set(name, { slope: nameIn(draft.taken, slopeName) });
  } else if (joins === "div") addQuotient(draft, step);
  else if (joins !== undefined) add(draft, step, { op: joins });
  else
    refuseNode(
      node,
      inputs.length > 1
        ? "a sum, a product or an extreme where values meet, or a part of a known activation or normalization"
        : "a known activation or normalization, in one operator or in parts",
      `${node.operator.slice(0, 40)} as part of another function${branchBefore(step, around)}`,
    );
}

/** a times 1/b: in the precision of the network another number than a/b by one rounding. */
function addQuotient(draft: Draft, step: Step): void {
  const [a, b] = step.inputs.map((value) => valueName(draft, value));
  const inverse = add(draft, step, { op: "activation", activation: { kind: "reciprocal" } }, [b], false);
  add(draft, step, { op: "mul" }, [a, inverse]);
}

/** Where the branches that a step is on come from, and what reads it there. */
export function branchBefore(step: Step, { readers, producers }: Around): string {
  let value = step.inputs[0];
  for (let steps = 0; steps < 100; steps++) {
    const from = producers.get(value);
    const read = readers(value)
      .toSorted((a, b) => a.node.at - b.node.at)
      .map(({ node }) => describe(node));
    if (read.length > 1)
      return `, behind ${from === undefined ? "the input" : describe(from.node)}, which ${read.slice(0, 5).join(" and ")} read`;
    if (from === undefined || from.does.kind === "affine") return "";
    [value] = from.inputs;
  }
  return "";
}
