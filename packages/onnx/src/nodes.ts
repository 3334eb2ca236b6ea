import { wrap, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Activation, GraphNode } from "@espalier/prune";
import type { NodeNames } from "@espalier/files";
import { dtypeFor, rounded, refuse } from "@espalier/files/bytes";
import { describe } from "./describe.ts";
import { nameIn, valueName, wishOf } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { roundedLayer } from "./simplify/rounded.ts";
import type { Action, Affine, Diagonal, HeadStep, Normalization, Pick, Pointwise, Step } from "./steps.ts";

// The nodes of a network that steps become.

/** Who reads a value, and which values are outputs. */
export interface Around {
  readonly readers: (value: number) => readonly Step[];
  readonly producers: ReadonlyMap<number, Step>;
  readonly outputs: ReadonlySet<number>;
}

type NodeBody = GraphNode extends infer N ? (N extends GraphNode ? Omit<N, "name" | "from"> : never) : never;

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
  reduce: (_, step, __, around) =>
    refuse(
      step.node.at,
      describe(step.node),
      "a part of a known normalization, or a sum or mean of the entries of a sample",
      `${step.node.operator.slice(0, 40)} as part of another function${branchBefore(step, around)}`,
    ),
  normalization: addNormalization,
  head: addHead,
  constant: (draft, step, { values }) => {
    add(draft, step, { op: "constant", values: Array.from(rounded(values, draft.precision)) }, []);
  },
  other: (_, { node }, { expected }) => refuse(node.at, describe(node), expected, node.operator.slice(0, 40)),
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

/** A node for the output of a step, or on the way to it. */
function add(draft: Draft, step: Step, body: NodeBody, from?: readonly string[], isLast = true): string {
  const name = nameIn(draft.nodeSet, isLast ? wishOf(draft, step) : `${wishOf(draft, step)}.part`);
  const reads = from ?? step.inputs.map((value) => valueName(draft, value));
  draft.nodes.push({ name, from: reads, ...body });
  if (isLast) draft.values.set(step.output, name);
  return name;
}

function addLayer(draft: Draft, step: Step, does: Affine, { readers, outputs }: Around): readonly Step[] {
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
  const { tied, name } = matrixOf(draft, step, does, weight);
  const usualBias = does.weightName.replace(/(\.?weight)?$/, ".bias");
  const biasName = does.biasName ?? (bias === undefined ? undefined : usualBias);
  const slopeName = follows?.does.slopeName;
  draft.names.push({
    weight: name,
    ...(biasName === undefined ? {} : { bias: nameIn(draft.taken, biasName) }),
    ...(slopeName === undefined ? {} : { slope: nameIn(draft.taken, slopeName) }),
  });
  draft.layers.push({
    weight: tied === undefined ? weight : draft.layers[tied].weight,
    bias: bias ?? zeros([weight.shape[0]], dtypeFor(draft.precision)),
    activation,
    ...(tied === undefined ? {} : { tied }),
  });
  const body = { op: "layer", layer: draft.layers.length - 1 } as const;
  if (follows === undefined) {
    add(draft, step, body);
    return [];
  }
  add(draft, { ...follows.step, inputs: step.inputs }, body);
  return [follows.step];
}

/** The layer that a matrix is tied to, and its name. Two uses in different forms are two matrices from there on. */
function matrixOf(
  draft: Draft,
  { node }: Step,
  { weightName }: Affine,
  weight: Tensor,
): { readonly tied: number | undefined; readonly name: string } {
  const first = draft.matrices.get(weightName);
  if (first === undefined) {
    draft.matrices.set(weightName, draft.layers.length);
    return { tied: undefined, name: nameIn(draft.taken, weightName) };
  }
  const other = draft.layers[first].weight;
  const isSame =
    other.shape.join() === weight.shape.join() && other.data.every((w, at) => w === weight.data[at]);
  if (isSame) return { tied: first, name: draft.names[first].weight };
  draft.notes.push(
    `${describe(node)} uses ${weightName} in another form than before (transposed, or with a map folded into it); it is read as a matrix of its own, independent from here on`,
  );
  return { tied: undefined, name: nameIn(draft.taken, weightName) };
}

function inPrecision({ precision }: Draft, activation: Activation): Activation {
  if (activation.kind !== "prelu") return activation;
  return { kind: "prelu", slope: wrap(activation.slope.shape, rounded(activation.slope.data, precision)) };
}

function addPointwise(draft: Draft, step: Step, does: Pointwise, around: Around): void {
  const { activation, joins, slopeName } = does;
  const { node, inputs } = step;
  if (activation !== undefined) {
    const name = add(draft, step, { op: "activation", activation: inPrecision(draft, activation) });
    if (slopeName !== undefined) draft.nodeNames.set(name, { slope: nameIn(draft.taken, slopeName) });
  } else if (joins !== undefined) add(draft, step, { op: joins });
  else
    refuse(
      node.at,
      describe(node),
      inputs.length > 1
        ? "a sum or a product where values meet, or a part of a known activation or normalization"
        : "a known activation or normalization, in one operator or in parts",
      `${node.operator.slice(0, 40)} as part of another function${branchBefore(step, around)}`,
    );
}

/** Where the branches that a step is on come from, and what reads it there. */
function branchBefore(step: Step, { readers, producers }: Around): string {
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

/** scale ∘ x + shift, by constants. */
function addDiagonal(draft: Draft, step: Step, { scale, shift, scaleName, shiftName }: Diagonal): void {
  const width = draft.widths.get(step.output) ?? draft.widths.get(step.inputs[0]);
  const { node } = step;
  if (width === undefined) return refuse(node.at, describe(node), "samples of a known size", "unknown");
  let [from] = step.inputs.map((value) => valueName(draft, value));
  const parts = [
    { op: "mul", values: scale, called: scaleName ?? `${wishOf(draft, step)}.scale` },
    { op: "add", values: shift, called: shiftName ?? `${wishOf(draft, step)}.shift` },
  ] as const;
  const there = parts.filter(({ values }) => values !== undefined);
  for (const [k, { op, values = [1], called }] of there.entries()) {
    const each = Float64Array.from({ length: width }, (_, at) => values[values.length === 1 ? 0 : at]);
    const name = nameIn(draft.nodeSet, called);
    draft.nodes.push({ name, op: "constant", from: [], values: Array.from(rounded(each, draft.precision)) });
    from = add(draft, step, { op }, [from, name], k === there.length - 1);
  }
  if (there.length === 0) draft.values.set(step.output, from);
}

/** More pieces of columns than this are no sensible graph. */
const MOST_PIECES = 1024;

function addPick(draft: Draft, step: Step, { from, of }: Pick): void {
  const { node, inputs } = step;
  const pieces: { start: number; end: number }[] = [];
  for (const place of from) {
    const last = pieces.at(-1);
    if (last?.end === place) last.end++;
    else pieces.push({ start: place, end: place + 1 });
    if (pieces.length > MOST_PIECES)
      refuse(node.at, describe(node), `at most ${MOST_PIECES} pieces of columns`, "more");
  }
  const source = valueName(draft, inputs[0]);
  const isAll = (piece: { start: number; end: number }): boolean => piece.start === 0 && piece.end === of;
  if (pieces.length === 1) {
    if (isAll(pieces[0])) draft.values.set(step.output, source);
    else add(draft, step, { op: "slice", ...pieces[0] });
    return;
  }
  const known = new Map<string, string>();
  const parts = pieces.map((piece) => {
    if (isAll(piece)) return source;
    const key = `${piece.start}:${piece.end}`;
    const name = known.get(key) ?? add(draft, step, { op: "slice", ...piece }, [source], false);
    known.set(key, name);
    return name;
  });
  add(draft, step, { op: "concat" }, parts);
}

function addNormalization(draft: Draft, step: Step, does: Normalization): void {
  const { gain, shift, epsilon, isCentred, gainName, shiftName } = does;
  const tensor = (data: typeof gain): Tensor => wrap([data.length], rounded(data, draft.precision));
  const numbers = shift ?? gain.map(() => 0);
  const name = isCentred
    ? add(draft, step, { op: "layer-normalization", gain: tensor(gain), shift: tensor(numbers), epsilon })
    : add(draft, step, { op: "rms-normalization", gain: tensor(gain), epsilon });
  const names: NodeNames = {
    ...(gainName === undefined ? {} : { gain: nameIn(draft.taken, gainName) }),
    ...(shiftName === undefined ? {} : { shift: nameIn(draft.taken, shiftName) }),
  };
  if (gainName !== undefined || shiftName !== undefined) draft.nodeNames.set(name, names);
}

/** At an output it is left to the file; inside, it is a function of the row. */
function addHead(draft: Draft, step: Step, { head }: HeadStep, { readers, outputs }: Around): void {
  const { node, output, inputs } = step;
  const readBy = readers(output);
  if (outputs.has(output) && readBy.length === 0) draft.heads.set(output, { head, of: inputs[0] });
  else if (head === "softmax") add(draft, step, { op: "softmax" });
  else
    refuse(
      node.at,
      describe(node),
      "a LogSoftmax at an output, or a Softmax",
      `one that ${readBy
        .map((each) => describe(each.node))
        .slice(0, 5)
        .join(" and ")} reads`,
    );
}
