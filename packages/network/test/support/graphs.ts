import { seededRandom, wrap } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { graphOf } from "../../src/index.ts";
import type { ActivationKind, Graph, GraphNode, Layer, Network } from "../../src/index.ts";
import type { NodeRule } from "../../src/graph/graph.ts";
import { asUsed } from "../../src/graph/uses.ts";
import { activationOf, casesOf, few, STEP, tameKinds } from "./arbitraries.ts";

/** Which graphs are drawn. */
export interface GraphOptions {
  /** Of layers and of nodes of their own; by default all but exp, without slopes. */
  readonly kinds?: readonly ActivationKind[];
  /** By default all. */
  readonly ops?: readonly GraphNode["op"][];
  /** How often a weight is 0, from 0 to 1. */
  readonly zeros?: number;
  /** Whether a layer may have the matrix of an earlier one. */
  readonly ties?: boolean;
  /** Whether it may have it transposed. */
  readonly transposes?: boolean;
}

const everyOp: readonly GraphNode["op"][] = [
  "layer",
  "activation",
  "add",
  "mul",
  "max",
  "min",
  "concat",
  "slice",
  "constant",
  "layer-normalization",
  "rms-normalization",
  "softmax",
];

/** What a draw says about one node; whatever does not fit what is there becomes a layer. */
interface Wish {
  readonly op: GraphNode["op"];
  readonly first: number;
  readonly second: number;
  readonly width: number;
  readonly kind: ActivationKind;
  readonly tie: boolean;
}

/**
 * Networks whose graph has one or two inputs, one to eight nodes of any op, and as many outputs as there are values that nothing reads. Each wish
 * is fulfilled as far as the values so far allow, so that a failing case shrinks to few nodes.
 */
export function graphs({
  kinds = plain,
  ops = everyOp,
  zeros = 0.2,
  ties = false,
  transposes = false,
}: GraphOptions = {}): fc.Arbitrary<Network> {
  const wish = fc.record({
    op: fc.oneof(fc.constant("layer" as const), fc.constantFrom(...ops)),
    first: few(0, 9),
    second: few(0, 9),
    width: few(1, 4),
    kind: fc.constantFrom(...kinds),
    tie: fc.boolean(),
  });
  return fc
    .record({
      inputs: fc.array(few(1, 3), { minLength: 1, maxLength: 2 }),
      wishes: fc.array(wish, { minLength: 1, maxLength: 8 }),
      seed: fc.nat(),
    })
    .map(({ inputs, wishes, seed }) =>
      networkFrom(inputs, wishes, seededRandom(seed), { zeros, ties, transposes }),
    );
}

/** Every activation but exp and those with slopes of their own. */
const plain = tameKinds.filter((kind) => kind !== "prelu");

/** A random graph, and one to six samples for it. */
export const graphCases = (options?: GraphOptions): fc.Arbitrary<{ network: Network; inputs: Tensor }> =>
  casesOf(graphs(options));

/** A chain, or any network, with its graph written out. */
export const asGraph = (network: Network): Network => ({ ...network, graph: graphOf(network) });

interface Value {
  readonly name: string;
  readonly width: number;
  readonly isConstant: boolean;
}

function networkFrom(
  inputs: readonly number[],
  wishes: readonly Wish[],
  random: Random,
  {
    zeros,
    ties,
    transposes,
  }: { readonly zeros: number; readonly ties: boolean; readonly transposes: boolean },
): Network {
  const layers: Layer[] = [];
  const nodes: GraphNode[] = [];
  const values: Value[] = inputs.map((width, k) => ({ name: `x${k}`, width, isConstant: false }));
  // Often what nothing reads yet, so that networks are deep and have few outputs.
  const pick = (from: readonly Value[], at: number): Value => {
    const unread = from.filter(({ name }) => !nodes.some((node) => node.from.includes(name)));
    const some = unread.length > 0 && at % 3 > 0 ? unread : from;
    return some[at % some.length];
  };
  const numbers = (length: number): Float64Array =>
    Float64Array.from({ length }, () =>
      random() < zeros ? 0 : Math.round((4 * random() - 2) / STEP) * STEP + 0,
    );
  const addNode = (rule: NodeRule, from: readonly Value[], width: number): void => {
    const name = `n${nodes.length}`;
    nodes.push({ name, from: from.map((each) => each.name), ...rule });
    values.push({ name, width, isConstant: from.every(({ isConstant }) => isConstant) });
  };
  const addLayer = ({ first, width, kind, tie }: Wish): void => {
    const x = pick(
      values.filter(({ isConstant }) => !isConstant),
      first,
    );
    const firstOf = (axis: 0 | 1): number =>
      layers.findIndex((layer) => layer.tied === undefined && layer.weight.shape[axis] === x.width);
    const [same, transposed] = [ties && tie ? firstOf(1) : -1, transposes && tie ? firstOf(0) : -1];
    const own = transposed >= 0 ? { tied: transposed, transposed: true } : same >= 0 ? { tied: same } : {};
    const drawn = (): Tensor => wrap([width, x.width], numbers(width * x.width));
    const weight = "tied" in own ? asUsed(own, layers[own.tied].weight) : drawn();
    const I = weight.shape[0];
    layers.push({ weight, bias: wrap([I], numbers(I)), activation: activationOf(kind), ...own });
    addNode({ op: "layer", layer: layers.length - 1 }, [x], I);
  };
  for (const wish of wishes) {
    const x = pick(values, wish.first);
    const alike = values.filter(({ width }) => width === x.width);
    const y = pick(alike, wish.second);
    const vector = (): Tensor => wrap([x.width], numbers(x.width));
    // prettier-ignore
    switch (wish.op) {
      case "layer": addLayer(wish); break;
      case "activation": addNode({ op: "activation", activation: activationOf(wish.kind) }, [x], x.width); break;
      case "add": case "mul": case "max": case "min": addNode({ op: wish.op }, [x, y], x.width); break;
      case "concat": { const z = pick(values, wish.second); addNode({ op: "concat" }, [x, z], x.width + z.width); break; }
      case "slice": {
        const start = wish.second % x.width;
        const end = start + 1 + (wish.width % (x.width - start));
        addNode({ op: "slice", start, end }, [x], end - start);
        break;
      }
      case "constant": addNode({ op: "constant", values: [...numbers(wish.width)] }, [], wish.width); break;
      // With a large ε the rows of any sample, even one of zeros, are far from a division by 0.
      case "layer-normalization": addNode({ op: wish.op, gain: vector(), shift: vector(), epsilon: 0.5 }, [x], x.width); break;
      case "rms-normalization": addNode({ op: wish.op, gain: vector(), epsilon: 0.5 }, [x], x.width); break;
      case "softmax": addNode({ op: "softmax" }, [x], x.width); break;
    }
  }
  if (layers.length === 0) addLayer({ ...wishes[0], first: values.length - 1 });
  return { layers, graph: readable(inputs, values, nodes) };
}

/** What nothing reads becomes an output; a constant that nothing reads, or what depends on constants alone, goes. */
function readable(inputs: readonly number[], values: readonly Value[], nodes: readonly GraphNode[]): Graph {
  const constant = new Set(values.flatMap(({ name, isConstant }) => (isConstant ? [name] : [])));
  let left = nodes;
  const isRead = (name: string): boolean => left.some(({ from }) => from.includes(name));
  while (left.some(({ name }) => constant.has(name) && !isRead(name)))
    left = left.filter(({ name }) => !constant.has(name) || isRead(name));
  const ends = left.filter(({ name }) => !isRead(name));
  return {
    inputs: inputs.map((width, k) => ({ name: `x${k}`, width })),
    nodes: left,
    outputs: ends.map(({ name }, k) => ({ name: `y${k}`, from: name })),
  };
}
