import { ValueError } from "@espalier/tensor";
import { graphOf } from "@espalier/prune";
import type { GraphNode, Network } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import type { OutputMap } from "@espalier/formats/onnx";

/** The network with the map behind its last activation, as nodes of its graph: its outputs are those that the head reads. */
export function withOutputMap({ network, outputMap }: NetworkFile): Network {
  if (outputMap === undefined) return network;
  const graph = graphOf(network);
  const [output] = graph.outputs;
  const values = { scale: Array.from(outputMap.scale), shift: Array.from(outputMap.shift) };
  const nodes: readonly GraphNode[] = [
    { name: "output scale", op: "constant", from: [], values: values.scale },
    { name: "scaled output", op: "mul", from: [output.from, "output scale"] },
    { name: "output shift", op: "constant", from: [], values: values.shift },
    { name: "shifted output", op: "add", from: ["scaled output", "output shift"] },
  ];
  return {
    ...network,
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...nodes],
      outputs: [{ ...output, from: "shifted output" }],
    },
  };
}

/**
 * Refuses files whose outputs equal numbers do not make equal: with other heads, or with other maps behind them.
 *
 * @param paths of the files, for the error
 * @returns a sentence if one of the files alone says that it has a head
 * @throws ValueError when they differ
 */
export function compareHeads(
  [first, second]: readonly [string, string],
  a: NetworkFile,
  b: NetworkFile,
): string | undefined {
  const [mapA, mapB] = [a, b].map(({ headMap }) => showMap(headMap));
  if (mapA !== mapB) throw new ValueError(second, `behind its head ${mapA}, as in ${first}`, mapB);
  if (a.head === b.head) return undefined;
  if (a.head !== undefined && b.head !== undefined)
    throw new ValueError(second, `a ${a.head} behind its outputs, as in ${first}`, b.head);
  return `compared are the outputs before the ${a.head ?? b.head}, which only ${a.head === undefined ? second : first} has`;
}

function showMap(map: OutputMap | undefined): string {
  if (map === undefined) return "no scale and no shift";
  return `the scale [${map.scale.join(", ")}] and the shift [${map.shift.join(", ")}]`;
}
