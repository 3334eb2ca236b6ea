import { wrap, zeros } from "@espalier/tensor";
import type { Activation, Head, Layer } from "@espalier/prune";
import type { LayerNames, OutputMap, Precision } from "../network-file.ts";
import { dtypeFor, rounded } from "../numbers.ts";
import { refuse } from "../refuse.ts";
import { describe } from "./describe.ts";
import type { Graph } from "./file/model.ts";
import { roundedLayer } from "./simplify/rounded.ts";
import type { Affine, Diagonal, Pointwise, Step, StepGraph } from "./steps.ts";
import { readersOf } from "./steps.ts";

/** A chain of layers, and what follows the last one. */
export interface Chain {
  readonly layers: readonly Layer[];
  readonly names: readonly LayerNames[];
  readonly head?: Head;
  readonly outputMap?: OutputMap;
}

interface Draft {
  readonly layers: Layer[];
  readonly names: LayerNames[];
  /** Names of parameters met so far. */
  readonly taken: Set<string>;
  /** The steps that use a matrix, by its name. */
  readonly matrices: Map<string, Step>;
  hasActivation: boolean;
  head?: Head;
  outputMap?: OutputMap;
}

/**
 * The layers of a graph of steps that is a chain.
 *
 * @throws FormatError naming the step that makes it something else
 */
export function chainOf({ steps, input, output }: StepGraph, graph: Graph): Chain {
  const readers = readersOf(steps);
  const draft: Draft = { layers: [], names: [], taken: new Set(), matrices: new Map(), hasActivation: false };
  let value = input;
  while (value !== output) {
    const next = readers(value);
    if (next.length !== 1)
      return refuseBranch(
        steps.find((step) => step.output === value),
        next,
        graph,
      );
    const [step] = next;
    if (draft.head !== undefined || (draft.outputMap !== undefined && !/diagonal|head/.test(step.does.kind)))
      refuse(
        step.node.at,
        describe(step.node),
        `nothing behind the ${draft.head ?? "affine map of the outputs"}`,
        "a node",
      );
    take(draft, step);
    value = step.output;
  }
  if (draft.layers.length === 0) refuse(graph.at, "graph", "at least one Gemm or MatMul", "none");
  const { layers, names, head, outputMap } = draft;
  return {
    layers,
    names,
    ...(head === undefined ? {} : { head }),
    ...(outputMap === undefined ? {} : { outputMap }),
  };
}

function refuseBranch(from: Step | undefined, to: readonly Step[], graph: Graph): never {
  return refuse(
    from?.node.at ?? graph.at,
    from === undefined ? "the input" : describe(from.node),
    "one node that reads it, as in a chain of layers",
    to
      .map(({ node }) => describe(node))
      .slice(0, 5)
      .join(" and ") || "none",
  );
}

function take(draft: Draft, step: Step): void {
  const { node, does } = step;
  if (step.inputs.length > 1)
    return refuse(
      node.at,
      describe(node),
      "one value of the samples, as in a chain of layers",
      `${step.inputs.length}, where branches meet`,
    );
  if (does.kind === "affine") addLayer(draft, step, does);
  else if (does.kind === "pointwise") activate(draft, step, does);
  else if (does.kind === "head") draft.head = does.head;
  else if (does.kind === "diagonal") mapOutputs(draft, step, does);
  else
    refuse(
      node.at,
      describe(node),
      does.kind === "other" ? does.expected : "entries in their order, or a layer beside it",
      node.operator.slice(0, 40),
    );
  if (draft.layers.length === 0) refuse(node.at, describe(node), "a Gemm or MatMul before it", "the input");
}

function addLayer(draft: Draft, step: Step, does: Affine): void {
  const { node } = step;
  const first = draft.matrices.get(does.weightName);
  if (first !== undefined)
    refuse(
      node.at,
      does.weightName,
      "a matrix of one layer",
      `one of two, ${describe(first.node)} and ${describe(node)} (tied weights)`,
    );
  draft.matrices.set(does.weightName, step);
  const { weight, bias } = roundedLayer(node, does);
  const precision = draft.layers[0]?.weight.data.constructor;
  if (precision !== undefined && precision !== weight.data.constructor)
    refuse(node.at, does.weightName, "the precision of the first weight", does.precision);
  const name = fresh(draft, does.weightName);
  const biasName =
    does.biasName ?? (bias === undefined ? undefined : does.weightName.replace(/(\.?weight)?$/, ".bias"));
  draft.layers.push({
    weight,
    bias: bias ?? zeros([weight.shape[0]], dtypeFor(does.precision)),
    activation: { kind: "identity" },
  });
  draft.names.push({ weight: name, ...(biasName === undefined ? {} : { bias: fresh(draft, biasName) }) });
  draft.hasActivation = false;
}

/** A name that no other parameter has. One that is used twice, as exporters write equal biases, gets a number. */
function fresh({ taken }: Draft, wish: string): string {
  let name = wish;
  for (let more = 1; taken.has(name); more++) name = `${wish}.${more}`;
  taken.add(name);
  return name;
}

function activate(draft: Draft, { node }: Step, { activation, slopeName }: Pointwise): void {
  const at = draft.layers.length - 1;
  if (at < 0) refuse(node.at, describe(node), "a Gemm or MatMul before it", "the input");
  if (activation === undefined)
    return refuse(
      node.at,
      describe(node),
      "a known activation, in one operator or in parts",
      `${node.operator.slice(0, 40)} as part of another function`,
    );
  if (draft.hasActivation)
    refuse(
      node.at,
      describe(node),
      "one activation a layer",
      `a second one, behind ${draft.layers[at].activation.kind}`,
    );
  const layer = draft.layers[at];
  draft.layers[at] = { ...layer, activation: inPrecision(activation, layer) };
  draft.hasActivation = true;
  if (slopeName !== undefined) draft.names[at] = { ...draft.names[at], slope: fresh(draft, slopeName) };
}

function inPrecision(activation: Activation, { weight }: Layer): Activation {
  if (activation.kind !== "prelu") return activation;
  const precision: Precision = weight.data instanceof Float32Array ? "f32" : "f64";
  return { kind: "prelu", slope: wrap(activation.slope.shape, rounded(activation.slope.data, precision)) };
}

/** What is left of maps has no layer behind it. */
function mapOutputs(draft: Draft, { node }: Step, { scale, shift }: Diagonal): void {
  const layer = draft.layers.at(-1);
  if (layer === undefined) return refuse(node.at, describe(node), "a Gemm or MatMul beside it", "none");
  const M = layer.bias.data.length;
  const each = (values: typeof scale, usual: number): Float64Array =>
    Float64Array.from({ length: M }, (_, m) => values?.[values.length === 1 ? 0 : m] ?? usual);
  const [s, t] = [each(scale, 1), each(shift, 0)];
  const {
    outputMap: { scale: before, shift: from } = { scale: each(undefined, 1), shift: each(undefined, 0) },
  } = draft;
  // s (s′ x + t′) + t
  draft.outputMap = { scale: s.map((x, m) => x * before[m]), shift: t.map((x, m) => s[m] * from[m] + x) };
}
