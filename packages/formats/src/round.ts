import { dtypeOf, ValueError } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { numbersOf } from "@espalier/prune";
import type { Activation, Layer, Network } from "@espalier/prune";
import { namesOf, precisionOf, withNetwork } from "./network-file.ts";
import type { LayerNames, NetworkFile } from "./network-file.ts";
import { rounded } from "./numbers.ts";

/**
 * A file with the numbers that it will hold once it is written: each parameter is the nearest number of the file's precision. What is
 * judged should be this network, as what is pruned, trained or compacted has parameters between the numbers of f16.
 *
 * @throws ValueError when a parameter is too large for the precision, naming the tensor and the entry
 */
export function roundToPrecision(file: NetworkFile): NetworkFile {
  const names = namesOf("roundToPrecision", file);
  const layers = file.network.layers.map((layer, k) => roundLayer(layer, names[k], file));
  return { ...file, network: { layers } };
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

function roundLayer({ weight, bias, activation }: Layer, names: LayerNames, file: NetworkFile): Layer {
  const round = (name: string, { shape, data }: Tensor): Tensor => ({
    shape,
    data: roundNumbers(name, data, file),
  });
  return {
    weight: round(names.weight, weight),
    bias: round(names.bias ?? `the bias beside ${names.weight}`, bias),
    activation:
      activation.kind === "prelu"
        ? { kind: "prelu", slope: round(names.slope ?? `the slope behind ${names.weight}`, activation.slope) }
        : roundActivation(activation, file),
  };
}

/** The numbers of an activation in single precision at most, as ONNX has them. */
function roundActivation(activation: Activation, file: NetworkFile): Activation {
  if (precisionOf(file) === "f64") return activation;
  const values: Readonly<Record<string, unknown>> = { ...activation };
  const list = numbersOf(activation.kind).map(({ name }) => [name, Math.fround(Number(values[name]))]);
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
