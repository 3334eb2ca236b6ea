import { rounded } from "@espalier/files/bytes";
import { refuseNode } from "../describe.ts";
import { valueName } from "../draft.ts";
import type { Draft } from "../draft.ts";
import type { Action, Step } from "../steps.ts";
import { add } from "./add.ts";
import type { Around } from "./add.ts";
import { addDiagonal, addPick } from "./columns.ts";
import { addLayer } from "./layer.ts";
import { addPointwise } from "./pointwise.ts";
import { addReduction } from "./reduction.ts";
import { addHead, addNormalization } from "./rows.ts";

// The nodes of a network that steps become.

/** What a step becomes. @returns the further steps that it took with it */
type Rule<A extends Action> = (draft: Draft, step: Step, does: A, around: Around) => readonly Step[] | void;

const rules: { readonly [K in Action["kind"]]: Rule<Action & { readonly kind: K }> } = {
  affine: addLayer,
  pointwise: addPointwise,
  diagonal: addDiagonal,
  pick: addPick,
  concat: (draft, step) => {
    if (step.inputs.length === 1) draft.values.set(step.output, valueName(draft, step.inputs[0]));
    else add(draft, step, { op: "concat" });
  },
  reduce: addReduction,
  normalization: addNormalization,
  head: addHead,
  constant: (draft, step, { values }) => {
    add(draft, step, { op: "constant", values: Array.from(rounded(values, draft.precision)) }, []);
  },
  other: (_, { node }, { expected }) => refuseNode(node, expected, node.operator.slice(0, 40)),
};

/**
 * Adds what a step is to a network.
 *
 * @returns the further steps that it took with it, such as the activation of a layer
 * @throws FormatError naming a step that no network has
 */
export function takeStep(draft: Draft, step: Step, around: Around): readonly Step[] {
  const rule = rules[step.does.kind] as Rule<Action>; // the row of a kind takes the steps of that kind
  return rule(draft, step, step.does, around) ?? [];
}
