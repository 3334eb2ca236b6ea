import type { Graph, GraphInput, GraphOutput, Head, Network } from "@espalier/prune";
import type { LayerNames, NodeNames, OutputMap, Precision } from "../network-file.ts";
import { refuse } from "../refuse.ts";
import { draftOf, nameIn } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { Graph as FileGraph } from "./file/model.ts";
import { takeStep } from "./nodes.ts";
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
  readonly notes: readonly string[];
}

/** What the inputs and outputs of a network are called, and how much each output counts. */
export interface Ends {
  readonly inputs: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly weight?: number | undefined }[];
}

/**
 * The network of a graph of steps: a chain if it is one, with the maps behind its last activation told apart, else a graph.
 *
 * @throws FormatError naming the step that no network has
 */
export function networkOf(graph: StepGraph, ends: Ends, precision: Precision, file: FileGraph): Built {
  const living = alive(graph);
  const { steps, maps } = withoutMaps(living);
  const chain = maps.length === 0 ? undefined : build(steps, ends, precision, file);
  if (chain !== undefined && isChain(chain)) return asChain(chain, maps);
  const built = build(living, ends, precision, file);
  return isChain(built) ? asChain(built, []) : built;
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

/** Without the maps of entries right in front of the only output, or of its head. */
function withoutMaps(graph: StepGraph): { readonly steps: StepGraph; readonly maps: readonly Diagonal[] } {
  const maps: Diagonal[] = [];
  let { steps, outputs } = graph;
  if (outputs.length > 1) return { steps: graph, maps };
  const last = steps.at(-1);
  const head = last?.does.kind === "head" ? last : undefined;
  const readers = readersOf(steps);
  let end = head?.inputs[0] ?? outputs[0];
  for (;;) {
    const map = steps.find((step) => step.output === end);
    if (map?.does.kind !== "diagonal" || readers(end).length > (end === outputs[0] ? 0 : 1)) break;
    maps.unshift(map.does);
    steps = steps.filter((step) => step !== map);
    [end] = map.inputs;
  }
  const moved = steps.map((step) => (step === head ? { ...step, inputs: [end] } : step));
  outputs = head === undefined ? [end] : outputs;
  return { steps: { ...graph, steps: moved, outputs }, maps };
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
function asChain({ network: { layers }, names, notes, head }: Built, maps: readonly Diagonal[]): Built {
  return {
    names,
    notes,
    network: { layers },
    ...(head === undefined ? {} : { head }),
    ...(maps.length === 0 ? {} : { outputMap: joined(maps, layers[layers.length - 1].bias.data.length) }),
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
