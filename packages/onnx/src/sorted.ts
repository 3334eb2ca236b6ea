import { refuse } from "@espalier/files/bytes";
import { describe } from "./describe.ts";
import type { Graph, Node } from "./file/model.ts";

/**
 * The nodes that some outputs depend on, each behind those that it reads: in the order of the file, if that is such an order, as it should be.
 * The others change nothing.
 */
export function sorted(graph: Graph, outputs: readonly { readonly name: string }[]): readonly Node[] {
  const needed = backward(graph, outputs);
  const all = new Set(needed);
  const inOrder = graph.nodes.filter((node) => all.has(node));
  const later = new Set(inOrder.flatMap((node) => node.outputs));
  const isOrder = inOrder.every((node) => {
    const reads = node.inputs.some((name) => name !== "" && later.has(name));
    for (const name of node.outputs) later.delete(name);
    return !reads;
  });
  return isOrder ? inOrder : needed;
}

function backward({ nodes, at }: Graph, outputs: readonly { readonly name: string }[]): Node[] {
  const producers = new Map<string, Node>();
  for (const node of nodes) for (const name of node.outputs) if (name !== "") producers.set(name, node);
  const result: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  const waiting: Node[] = outputs.toReversed().flatMap(({ name }) => producers.get(name) ?? []);
  while (waiting.length > 0) {
    const node = waiting[waiting.length - 1];
    const before = node.inputs.map((name) => producers.get(name));
    const missing =
      state.get(node) === undefined
        ? before.filter((each) => each !== undefined && state.get(each) !== "done")
        : [];
    state.set(node, state.get(node) ?? "open");
    if (missing.length === 0) {
      waiting.pop();
      if (state.get(node) !== "done") result.push(node);
      state.set(node, "done");
    } else
      for (const each of missing) {
        if (each === undefined) continue;
        if (state.get(each) === "open")
          refuse(each.at || at, describe(each), "nodes that go forward", "one that comes back to itself");
        waiting.push(each);
      }
  }
  return result;
}
