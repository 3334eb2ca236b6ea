import { sameShape, ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkSigma } from "./check-layer.ts";
import type { CheckParameter } from "./check-layer.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { heads } from "./head.ts";
import { kindOf, nodeOps } from "./nodes.ts";
import type { Sized } from "./nodes.ts";
import { show } from "../calls/options.ts";
import { walk } from "./walk.ts";

/**
 * Checks how the layers of a network are connected.
 *
 * @param check of parameters
 * @throws ShapeError, ValueError as `checkNetwork`
 */
export function checkGraph(who: string, layers: readonly Sized[], graph: Graph, check: CheckParameter): void {
  checkForm(who, graph);
  checkNames(who, graph);
  checkLayerNodes(who, layers, graph);
  checkWidths(who, layers, graph, check);
  checkUses(who, graph);
}

/** Lists of objects, each with what its type promises; a caller in JavaScript may have written anything. */
function checkForm(who: string, graph: Graph): void {
  const lists = Object(graph) as Partial<Graph>;
  for (const list of ["inputs", "nodes", "outputs"] as const)
    if (!Array.isArray(lists[list]) || lists[list].length === 0)
      throw new ValueError(
        who,
        "a graph { inputs, nodes, outputs }, lists of at least one each",
        `${list}: ${show(lists[list])}`,
      );
  const { inputs, nodes, outputs } = graph;
  for (const [list, entries] of Object.entries({ inputs, nodes, outputs }))
    for (const [k, entry] of entries.entries()) {
      const { name } = Object(entry) as Partial<GraphNode>;
      if (typeof name !== "string" || name === "")
        throw new ValueError(`${who}: graph.${list}[${k}]`, "a name, a text that is not empty", show(name));
    }
  for (const { name, width } of inputs)
    if (!(Number.isSafeInteger(width) && width > 0))
      throw new ValueError(`${who}: input "${name}"`, "a width, a whole number > 0", show(width));
  for (const node of nodes) {
    const where = whereOf(who, node);
    if (!nodeOps.includes(node.op))
      throw new ValueError(where, `an op among ${nodeOps.join(", ")}`, show(node.op));
    const wanted = { one: "one name", none: "no name", several: "at least two names" }[kindOf(node.op).reads];
    const count = Array.isArray(node.from) ? node.from.length : -1;
    const fits = { one: count === 1, none: count === 0, several: count >= 2 }[kindOf(node.op).reads];
    if (!fits) throw new ValueError(where, `from, a list of ${wanted}, as ${node.op} reads`, show(node.from));
  }
  for (const { name, weight = 1, head } of outputs) {
    const where = `${who}: output "${name}"`;
    if (!(typeof weight === "number" && weight > 0 && weight < Infinity))
      throw new ValueError(where, "a finite weight > 0", show(weight));
    if (head !== undefined && !heads.includes(head))
      throw new ValueError(where, `a head among ${heads.join(", ")}`, show(head));
  }
}

const whereOf = (who: string, { name }: { readonly name: string }): string => `${who}: node "${name}"`;

/** Every name once, and known where it is read. */
function checkNames(who: string, { inputs, nodes, outputs }: Graph): void {
  for (const [what, list] of [
    ["inputs and nodes", [...inputs, ...nodes]],
    ["outputs", outputs],
  ] as const) {
    const twice = list.find(({ name }, at) => list.findIndex((other) => other.name === name) < at);
    if (twice) throw new ValueError(who, `${what} of different names`, `"${twice.name}" twice`);
  }
  const known = new Set(inputs.map(({ name }) => name));
  for (const node of nodes) {
    for (const from of node.from) {
      if (known.has(from)) continue;
      const later = nodes.find(({ name }) => name === from);
      if (later === undefined) throw unknown(whereOf(who, node), from, known);
      const circle = pathTo(node.name, later, nodes);
      if (circle !== undefined)
        throw new ValueError(whereOf(who, node), "no circle", [...circle, from].toReversed().join(" → "));
      throw new ValueError(whereOf(who, node), `"${from}" before it, as it reads it`, "it stands behind");
    }
    known.add(node.name);
  }
  for (const { name, from } of outputs)
    if (!known.has(from)) throw unknown(`${who}: output "${name}"`, from, known);
}

const unknown = (where: string, from: string, known: ReadonlySet<string>): ValueError =>
  new ValueError(where, `from among ${[...known].join(", ")}`, show(from));

/** The names from a node back to a wanted one, along the values that are read; undefined if none leads there. */
function pathTo(wanted: string, from: GraphNode, nodes: readonly GraphNode[]): string[] | undefined {
  const seen = new Set<string>();
  const search = (node: GraphNode): string[] | undefined => {
    if (node.name === wanted) return [node.name];
    if (seen.has(node.name)) return undefined;
    seen.add(node.name);
    for (const each of nodes.filter(({ name }) => node.from.includes(name))) {
      const found = search(each);
      if (found) return [node.name, ...found];
    }
    return undefined;
  };
  return search(from);
}

/** One node for each layer, in the order of the layers. */
function checkLayerNodes(who: string, layers: readonly Sized[], { nodes }: Graph): void {
  const found = nodes.flatMap((node) => (node.op === "layer" ? [node.layer] : []));
  if (found.length !== layers.length || found.some((layer, k) => layer !== k))
    throw new ValueError(
      `${who}: graph`,
      `one node for each layer, 0 … ${layers.length - 1} in this order`,
      `nodes of layers ${found.map(show).join(", ") || "none"}`,
    );
}

/** What each node computes fits what it reads. */
function checkWidths(who: string, layers: readonly Sized[], graph: Graph, check: CheckParameter): void {
  walk<number, Tensor>(
    graph,
    ({ width }) => width,
    (node, widths) => {
      const where = whereOf(who, node);
      const width = kindOf(node.op).width(where, node, widths, layers);
      checkNumbers(where, node, width, check);
      return width;
    },
  );
}

function checkNumbers(where: string, node: GraphNode, width: number, check: CheckParameter): void {
  if (node.op === "activation") checkSigma(where, node.activation, width, check);
  if (node.op !== "layer-normalization" && node.op !== "rms-normalization") return;
  const { gain, epsilon } = node;
  const parameters = node.op === "layer-normalization" ? { gain, shift: node.shift } : { gain };
  for (const [name, parameter] of Object.entries(parameters)) {
    check(where, name, parameter);
    if (!sameShape(parameter.shape, [width]))
      throw new ShapeError(
        where,
        `${name} ${showShape([width])}, one for each column`,
        showShape(parameter.shape),
      );
  }
  if (!(typeof epsilon === "number" && epsilon >= 0 && epsilon < Infinity))
    throw new ValueError(where, "a finite epsilon ≥ 0", show(epsilon));
}

/** Every node leads to an output, and every layer depends on an input; so at least one output does. */
function checkUses(who: string, graph: Graph): void {
  const read = new Set([...graph.nodes, ...graph.outputs].flatMap(({ from }) => from));
  const unread = graph.nodes.find(({ name }) => !read.has(name));
  if (unread) throw new ValueError(whereOf(who, unread), "a node or an output that reads it", "none");
  walk<boolean, Tensor>(
    graph,
    () => true,
    (node, from) => {
      const depends = from.includes(true);
      if (node.op === "layer" && !depends)
        throw new ValueError(whereOf(who, node), "a layer that depends on an input", "constants alone");
      return depends;
    },
  );
}
