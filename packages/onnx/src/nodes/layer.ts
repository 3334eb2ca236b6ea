import { wrap, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Activation, Layer } from "@espalier/network";
import { isSameMatrix } from "@espalier/network/internal";
import { dtypeFor, rounded } from "@espalier/files/bytes";
import { describe } from "../describe.ts";
import { nameIn } from "../draft.ts";
import type { Draft } from "../draft.ts";
import { roundedLayer } from "../simplify/rounded.ts";
import type { Affine, Step } from "../steps.ts";
import { add } from "./add.ts";
import type { Around } from "./add.ts";

/** A layer, with the activation behind it if nothing else reads it. */
export function addLayer(
  draft: Draft,
  step: Step,
  does: Affine,
  { readers, outputs }: Around,
): readonly Step[] {
  const { node, output } = step;
  const { weight, bias } = roundedLayer(node, does);
  const [next, ...others] = readers(output);
  const follows =
    next?.does.kind === "pointwise" &&
    next.does.activation !== undefined &&
    others.length === 0 &&
    !outputs.has(output)
      ? { step: next, does: next.does, activation: next.does.activation }
      : undefined;
  const activation: Activation =
    follows === undefined ? { kind: "identity" } : inPrecision(draft, follows.activation);
  const { tie, name } = matrixOf(draft, step, does, weight);
  const usualBias = does.weightName.replace(/(\.?weight)?$/, ".bias");
  const biasName = does.biasName ?? (bias === undefined ? undefined : usualBias);
  const slopeName = follows?.does.slopeName;
  draft.names.push({
    weight: name,
    ...(biasName === undefined ? {} : { bias: nameIn(draft.taken, biasName) }),
    ...(slopeName === undefined ? {} : { slope: nameIn(draft.taken, slopeName) }),
  });
  draft.layers.push({
    weight: tie.tied === undefined || tie.transposed === true ? weight : draft.layers[tie.tied].weight,
    bias: bias ?? zeros([weight.shape[0]], dtypeFor(draft.precision)),
    activation,
    ...tie,
  });
  const body = { op: "layer", layer: draft.layers.length - 1 } as const;
  if (follows === undefined) {
    add(draft, step, body);
    return [];
  }
  add(draft, { ...follows.step, inputs: step.inputs }, body);
  return [follows.step];
}

/** The layer that a matrix is tied to, and its name. Two uses in forms that are not each other's transpose are two matrices from there on. */
function matrixOf(
  draft: Draft,
  { node }: Step,
  { weightName }: Affine,
  weight: Tensor,
): { readonly tie: Pick<Layer, "tied" | "transposed">; readonly name: string } {
  const first = draft.matrices.get(weightName);
  if (first === undefined) {
    draft.matrices.set(weightName, draft.layers.length);
    return { tie: {}, name: nameIn(draft.taken, weightName) };
  }
  const other = draft.layers[first].weight;
  for (const tie of [{ tied: first }, { tied: first, transposed: true }])
    if (isSameMatrix(tie, other, weight)) return { tie, name: draft.names[first].weight };
  draft.notes.push(
    `${describe(node)} uses ${weightName} in another form than before (with a map folded into it); it is read as a matrix of its own, independent from here on`,
  );
  return { tie: {}, name: nameIn(draft.taken, weightName) };
}

/** The numbers of an activation as the file has them. */
export function inPrecision({ precision }: Draft, activation: Activation): Activation {
  if (activation.kind !== "prelu") return activation;
  return { kind: "prelu", slope: wrap(activation.slope.shape, rounded(activation.slope.data, precision)) };
}
