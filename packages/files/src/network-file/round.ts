import { dtypeOf, ValueError } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { mapParameters, numbersOf, parametersOf } from "@espalier/network";
import type { Activation, Graph, Network } from "@espalier/network";
import { namesOf } from "./names.ts";
import { precisionOf } from "./network-file.ts";
import type { NetworkFile } from "./network-file.ts";
import { withNetwork } from "./with-network.ts";
import { rounded } from "../bytes/numbers.ts";

/**
 * A file with the numbers that it will hold once it is written: each parameter is the nearest number of the file's precision. What is
 * judged should be this network, since pruning, training and compaction give parameters between the numbers of f16.
 *
 * @throws ValueError when a parameter is too large for the precision, naming the tensor and the entry
 */
export function roundToPrecision(file: NetworkFile): NetworkFile {
  const names = parameterNames(file);
  let next = 0;
  const { layers, graph } = mapParameters(file.network, ({ shape, data }) => ({
    shape,
    data: roundNumbers(names[next++], data, file),
  }));
  const inPrecision = layers.map((layer) => ({
    ...layer,
    activation: roundActivation(layer.activation, file),
  }));
  return { ...file, network: { layers: inPrecision, ...(graph && { graph: roundGraph(graph, file) }) } };
}

/** What the parameters are called in errors, in the order of `parametersOf`. */
function parameterNames({ network, ...file }: NetworkFile): string[] {
  const { layers, graph } = network;
  const names = namesOf("roundToPrecision", { ...file, network });
  return [
    ...layers.flatMap(({ activation, tied }, k) => {
      const { weight, bias, slope } = names[k];
      return [
        ...(tied === undefined ? [weight] : []),
        bias ?? `the bias beside ${weight}`,
        ...(activation.kind === "prelu" ? [slope ?? `the slope behind ${weight}`] : []),
      ];
    }),
    ...(graph?.nodes ?? []).flatMap((node) =>
      parametersOf({ layers: [], graph: { inputs: [], nodes: [node], outputs: [] } }).map(
        () => `a parameter of ${node.name}`,
      ),
    ),
  ];
}

/** The fixed numbers of nodes. */
const roundGraph = (graph: Graph, file: NetworkFile): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => {
    if (node.op === "activation") return { ...node, activation: roundActivation(node.activation, file) };
    if (node.op === "constant")
      return { ...node, values: [...roundNumbers(node.name, Float64Array.from(node.values), file)] };
    return "epsilon" in node ? { ...node, epsilon: roundEpsilon(node.epsilon, file) } : node;
  }),
});

/** In the precision of the file, but not to 0: ONNX has it as an attribute, in single precision, where it is smaller. */
function roundEpsilon(epsilon: number, file: NetworkFile): number {
  const [inFile] = rounded(Float64Array.of(epsilon), precisionOf(file));
  return inFile > 0 ? inFile : Math.fround(epsilon);
}

/**
 * A network as a file like this one will hold it; undefined where a number is too large for its precision. This is what `pruningWithin`
 * asks for, so that a budget that holds there holds in the file.
 */
export const asWritten =
  (file: NetworkFile) =>
  (network: Network): Network | undefined => {
    try {
      return roundToPrecision(withNetwork(file, network)).network;
    } catch (error) {
      if (error instanceof ValueError) return undefined;
      throw error;
    }
  };

/** The activations whose numbers are attributes in ONNX, in single precision at most; those of the others are tensors, as parameters are. */
const withAttributes: ReadonlySet<string> = new Set(["leaky-relu", "elu", "hardsigmoid"]);

function roundActivation(activation: Activation, file: NetworkFile): Activation {
  const { kind } = activation;
  if (precisionOf(file) === "f64" || kind === "prelu") return activation;
  const values: Readonly<Record<string, unknown>> = { ...activation };
  const roundOne = (name: string, value: number): number =>
    withAttributes.has(kind)
      ? Math.fround(value)
      : roundNumbers(`the ${name} of a ${kind}`, Float64Array.of(value), file)[0];
  const list = numbersOf(kind).map(({ name }) => [name, roundOne(name, Number(values[name]))]);
  return { ...activation, ...Object.fromEntries(list) };
}

function roundNumbers(name: string, data: Data, file: NetworkFile): Data {
  const precision = precisionOf(file);
  const result = rounded(data, precision);
  const at = result.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new ValueError(
      "roundToPrecision",
      `numbers in ${name} that ${precision} can hold`,
      `${data[at]} at entry ${at}`,
    );
  if (dtypeOf({ data: result }) === dtypeOf({ data })) return result;
  return dtypeOf({ data }) === "f64" ? Float64Array.from(result) : Float32Array.from(result);
}
