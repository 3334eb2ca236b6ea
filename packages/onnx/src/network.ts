import type { Graph, GraphInput, GraphOutput, Head, Network } from "@espalier/network";
import type { LayerNames, NodeNames, OutputMap, Precision } from "@espalier/files";
import { refuse } from "@espalier/files/bytes";
import { draftOf, nameIn } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { Graph as FileGraph } from "./file/model.ts";
import { takeStep } from "./nodes/nodes.ts";
import type { Diagonal, Step, StepGraph } from "./steps.ts";
import { readersOf } from "./steps.ts";
import { indexOf } from "./simplify/regions.ts";

/** A network, what its parameters are called, and what follows its outputs. */
export interface Built {
  readonly network: Network;
  readonly names: readonly LayerNames[];
  readonly nodeNames?: Readonly<Record<string, NodeNames>>;
  /** Of the only output; where there are several, the graph has the head of each. */
  readonly head?: Head;
  readonly outputMap?: OutputMap;
  readonly headMap?: OutputMap;
  readonly notes: readonly string[];
}

/** What the inputs and outputs of a network are called, and how much each output counts. */
export interface Ends {
  readonly inputs: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly weight?: number | undefined }[];
}

/**
 * The network of a graph of steps: a chain if it is one, with the maps behind its last activation and its head told apart, else a graph.
 *
 * @throws FormatError naming the step that no network has
 */
export function networkOf(graph: StepGraph, ends: Ends, precision: Precision, file: FileGraph): Built {
  const living = alive(graph);
  const { steps, ...maps } = withoutMaps(living);
  const hasMaps = maps.output.length + maps.head.length > 0;
  const chain = hasMaps ? build(steps, ends, precision, file) : undefined;
  if (chain !== undefined && isChain(chain)) return asChain(chain, maps);
  const built = build(living, ends, precision, file);
  return isChain(built) ? asChain(built, none) : built;
}

/** Without the steps that no output depends on. */
function alive({ steps, outputs, ...graph }: StepGraph): StepGraph {
  const needed = new Set(outputs);
  const kept = steps.toReversed().filter((step) => {
    if (!needed.has(step.output)) return false;
    for (const value of step.inputs) needed.add(value);
    return true;
  });
  return { ...graph, outputs, steps: kept.toReversed() };
}

/** The maps of entries at the only output: in front of its head, and behind it. Without a head, all are in front. */
interface Maps {
  readonly output: readonly Diagonal[];
  readonly head: readonly Diagonal[];
}

const none: Maps = { output: [], head: [] };

/** Without the maps of entries at the only output. Those behind a head stay behind it: a softmax is not linear. */
function withoutMaps(graph: StepGraph): { readonly steps: StepGraph } & Maps {
  const { steps, outputs } = graph;
  if (outputs.length > 1) return { steps: graph, ...none };
  const readers = readersOf(steps);
  const before = (value: number): Step | undefined => {
    const isOther = readers(value).length > (value === outputs[0] ? 0 : 1);
    return isOther ? undefined : steps.find((step) => step.output === value);
  };
  const left = new Set<Step>();
  const mapsAt = (value: number): readonly [maps: readonly Diagonal[], from: number] => {
    const maps: Diagonal[] = [];
    let from = value;
    for (let step = before(from); step?.does.kind === "diagonal"; step = before(from)) {
      maps.unshift(step.does);
      left.add(step);
      [from] = step.inputs;
    }
    return [maps, from];
  };
  const [last, end] = mapsAt(outputs[0]);
  const head = before(end);
  const hasHead = head?.does.kind === "head";
  const [inner, from] = hasHead ? mapsAt(head.inputs[0]) : [last, end];
  const kept = steps
    .filter((step) => !left.has(step))
    .map((step) => (hasHead && step === head ? { ...step, inputs: [from] } : step));
  return {
    steps: { ...graph, steps: kept, outputs: [end] },
    output: inner,
    head: hasHead ? last : [],
  };
}

function build(graph: StepGraph, ends: Ends, precision: Precision, file: FileGraph): Built {
  const draft = draftOf(graph, precision);
  for (const [k, name] of ends.inputs.entries())
    draft.values.set(graph.inputs[k].value, nameIn(draft.nodeSet, name));
  const around = indexOf(graph);
  const done = new Set<Step>();
  for (const step of graph.steps)
    if (!done.has(step)) for (const each of takeStep(draft, step, around)) done.add(each);
  if (draft.layers.length === 0) refuse(file.at, "graph", "at least one Gemm or MatMul", "none");
  const whole = graphOf(draft, graph, ends, file);
  const [output, ...others] = whole.outputs;
  const { head, ...headless } = output;
  const isOnly = others.length === 0;
  return {
    network: { layers: draft.layers, graph: isOnly ? { ...whole, outputs: [headless] } : whole },
    ...(isOnly && head !== undefined ? { head } : {}),
    names: draft.names,
    notes: draft.notes,
    ...(draft.nodeNames.size === 0 ? {} : { nodeNames: Object.fromEntries(draft.nodeNames) }),
  };
}

function graphOf(draft: Draft, { inputs, outputs }: StepGraph, ends: Ends, file: FileGraph): Graph {
  const nameOf = (value: number): string => draft.values.get(value) ?? "";
  return {
    inputs: inputs.map(({ value, width }): GraphInput => {
      const known = width ?? draft.widths.get(value);
      return {
        name: nameOf(value),
        width: known ?? refuse(file.at, `input ${nameOf(value)}`, "samples of a known size", "unknown"),
      };
    }),
    nodes: draft.nodes,
    outputs: outputs.map((value, k): GraphOutput => {
      const { name, weight } = ends.outputs[k];
      const head = draft.heads.get(value);
      return {
        name,
        from: nameOf(head?.of ?? value),
        ...(weight === undefined ? {} : { weight }),
        ...(head === undefined ? {} : { head: head.head }),
      };
    }),
  };
}

/** Whether each layer reads the one before, and nothing else is there. */
function isChain({ network: { graph } }: Built): boolean {
  if (graph === undefined) return true;
  const { inputs, nodes, outputs } = graph;
  const names = [inputs[0].name, ...nodes.map(({ name }) => name)];
  return (
    inputs.length === 1 &&
    outputs.length === 1 &&
    outputs[0].from === names.at(-1) &&
    nodes.every(({ op, from }, k) => op === "layer" && from[0] === names[k])
  );
}

/** The same without its graph. */
function asChain({ network: { layers }, names, notes, head }: Built, maps: Maps): Built {
  const M = layers[layers.length - 1].bias.data.length;
  return {
    names,
    notes,
    network: { layers },
    ...(head === undefined ? {} : { head }),
    ...(maps.output.length === 0 ? {} : { outputMap: joined(maps.output, M) }),
    ...(maps.head.length === 0 ? {} : { headMap: joined(maps.head, M) }),
  };
}

/** Maps of entries one behind the other as one: s (s′ x + t′) + t. */
function joined(maps: readonly Diagonal[], M: number): OutputMap {
  const each = (values: Diagonal["scale"], usual: number): Float64Array =>
    Float64Array.from({ length: M }, (_, m) => values?.[values.length === 1 ? 0 : m] ?? usual);
  return maps.reduce(
    (before, { scale, shift }) => {
      const [s, t] = [each(scale, 1), each(shift, 0)];
      return {
        scale: s.map((x, m) => x * before.scale[m]),
        shift: t.map((x, m) => s[m] * before.shift[m] + x),
      };
    },
    { scale: each(undefined, 1), shift: each(undefined, 0) },
  );
}
