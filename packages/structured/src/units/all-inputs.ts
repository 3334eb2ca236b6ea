import { graphOf, inputWidth } from "@espalier/network";
import type { GraphNode, Network } from "@espalier/network";

/**
 * A smaller network that takes all inputs of the one before, and reads only some of them: to compare the outputs of the two.
 *
 * @param columns the numbers of the inputs that it takes, ascending, such as `inputs` of a result of `prune`
 */
export function withAllInputs(before: Network, after: Network, columns: readonly number[]): Network {
  if (columns.length === inputWidth(before)) return after;
  const { inputs } = graphOf(before);
  const { nodes, outputs } = graphOf(after);
  const taken = new Set([...inputs, ...nodes].map(({ name }) => name));
  const added: GraphNode[] = [];
  const add = (base: string, node: Slice | Concat): string => {
    let name = base;
    while (taken.has(name)) name += "'";
    taken.add(name);
    added.push({ name, ...node });
    return name;
  };
  let first = 0;
  const known = new Map(
    inputs.map(({ name, width }) => {
      first += width;
      const own = columns.filter((j) => j >= first - width && j < first).map((j) => j - first + width);
      if (own.length === width) return [name, name];
      const parts = runsOf(own).map(([start, end]) =>
        add(`${name}, columns from ${start}`, { op: "slice", start, end, from: [name] }),
      );
      return [
        name,
        parts.length === 1 ? parts[0] : add(`${name}, some columns`, { op: "concat", from: parts }),
      ];
    }),
  );
  const renamed = (name: string): string => known.get(name) ?? name;
  const reading = nodes.map((node) => ({ ...node, from: node.from.map(renamed) }));
  return { layers: after.layers, graph: { inputs, nodes: [...added, ...reading], outputs } };
}

type Slice = { readonly op: "slice"; readonly start: number; readonly end: number; readonly from: string[] };
type Concat = { readonly op: "concat"; readonly from: string[] };

/** Ascending numbers as runs, [start, end). */
function runsOf(numbers: readonly number[]): (readonly [start: number, end: number])[] {
  const starts = numbers.filter((j, at) => at === 0 || numbers[at - 1] !== j - 1);
  return starts.map((start, at) => {
    const next = at + 1 < starts.length ? numbers.indexOf(starts[at + 1]) : numbers.length;
    return [start, start + next - numbers.indexOf(start)];
  });
}
