import { graphOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import type { BrainDetails, LayerNames, NetworkFile } from "./network-file.ts";
import type { OnnxInput } from "./onnx-details.ts";

/**
 * The file of another network, pruned, trained on or compacted, with all that still holds of the first: names as long as there
 * are as many layers, the input's shape as long as it has as many inputs, and the names of inputs and outputs as long as there are as many.
 */
export function withNetwork(file: NetworkFile, network: Network): NetworkFile {
  const { names, onnx, brain, ...rest } = file;
  const [before, now] = [file.network, network].map((each) => graphOf(each).inputs);
  return {
    ...rest,
    network,
    ...(names !== undefined && names.length === network.layers.length
      ? { names: namesOfOwn(names, file.network, network) }
      : {}),
    ...(brain === undefined ? {} : { brain: stillNamed(brain, file.network, network) }),
    ...(onnx === undefined
      ? {}
      : {
          onnx: {
            ...onnx,
            inputs: now.map(({ name, width }, k): OnnxInput => {
              const input = onnx.inputs[k] ?? { name, shape: ["batch", width] };
              if (before[k]?.width === width) return input;
              return { ...input, shape: onnx.isOneSample ? [width] : [input.shape[0], width] };
            }),
          },
        }),
  };
}

/** The names, with one of its own for each matrix that layers shared and share no longer. */
function namesOfOwn(names: readonly LayerNames[], before: Network, now: Network): readonly LayerNames[] {
  const taken = new Set(names.flatMap(({ weight, bias, slope = bias }) => [weight, bias, slope]));
  return names.map((each, k) => {
    if (before.layers[k].tied === undefined || now.layers[k].tied !== undefined) return each;
    let weight = `${each.weight}.${k}`;
    while (taken.has(weight)) weight += "'";
    taken.add(weight);
    return { ...each, weight };
  });
}

/** The lookups whose number of inputs or outputs is as it was. */
function stillNamed(
  { inputLookup, outputLookup }: BrainDetails,
  before: Network,
  now: Network,
): BrainDetails {
  const hasSame = (widthOf: (network: Network) => number | undefined): boolean =>
    widthOf(before) === widthOf(now);
  return {
    ...(inputLookup !== undefined && hasSame(({ layers }) => layers[0].weight.shape[1])
      ? { inputLookup }
      : {}),
    ...(outputLookup !== undefined && hasSame(({ layers }) => layers.at(-1)?.weight.shape[0])
      ? { outputLookup }
      : {}),
  };
}
