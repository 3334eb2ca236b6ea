import type { Tensor } from "@espalier/tensor";
import { checkNetwork, requireChain, showActivation } from "@espalier/network";
import type { Network } from "@espalier/network";
import { namesOf, precisionOf, sequentialNames } from "@espalier/files";
import type { LayerNames, NetworkFile } from "@espalier/files";
import { writeNumbers, bytesOf } from "@espalier/files/bytes";
import { modulesOf } from "../state-dict/modules.ts";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { stepsOf } from "../state-dict/order.ts";

/**
 * Writes a network as a state dict, with its activations in the file's `__metadata__`: {@link readSafetensors} gives the same bits.
 * Names that no chain of Linears could have, as those of an ONNX file, become those of nn.Sequential.
 *
 * @throws ShapeError, ValueError when the network is not valid, or a number is too large for f16
 */
export function writeSafetensors(file: NetworkFile): Uint8Array<ArrayBuffer> {
  checkNetwork("writeSafetensors", file.network);
  requireChain("writeSafetensors", "a state dict", file.network);
  const precision = precisionOf(file);
  const { names, order } = readableNames(file);
  const tensors = tensorsOf(file.network, names);
  const parts = tensors.map(([name, { data }]) => writeNumbers("writeSafetensors", name, data, precision));

  let offset = 0;
  const entries = tensors.map(([name, { shape }], index): [string, unknown] => {
    const begin = offset;
    offset += parts[index].length;
    return [name, { dtype: precision.toUpperCase(), shape, data_offsets: [begin, offset] }];
  });
  const metadata = {
    ...file.metadata,
    activations: file.network.layers.map(({ activation }) => showActivation(activation)).join(", "),
    ...(order === undefined ? {} : { order: order.join(", ") }),
    ...(file.head === undefined ? {} : { head: file.head }),
  };
  const text = JSON.stringify(Object.fromEntries([["__metadata__", metadata], ...entries]));
  const header = bytesOf(text);
  // Spaces behind the header let the numbers begin at a multiple of 8.
  const length = 8 * Math.ceil(header.length / 8);
  const bytes = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  new DataView(bytes.buffer).setUint32(0, length, true);
  bytes.set(header, 8);
  let next = 8 + length;
  for (const part of parts) {
    bytes.set(part, next);
    next += part.length;
  }
  return bytes;
}

/** Every tensor with its name, layer by layer. A bias without a name is left out as long as it is all zeros. */
function tensorsOf({ layers }: Network, names: readonly LayerNames[]): (readonly [string, Tensor])[] {
  return layers.flatMap(({ weight, bias, activation }, k): (readonly [string, Tensor])[] => {
    const { weight: name, bias: biasName, slope: slopeName } = names[k];
    const biased = biasName !== undefined || bias.data.some((b) => !Object.is(b, 0));
    return [
      [name, weight],
      ...(biased ? [[biasName ?? biasOf(name), bias] as const] : []),
      ...(activation.kind === "prelu" && slopeName !== undefined
        ? [[slopeName, activation.slope] as const]
        : []),
    ];
  });
}

const biasOf = (weightName: string): string => weightName.replace(/weight$/, "bias");

/** The file's names, if a reader finds the same layers by them, or those of nn.Sequential; and the order, if numbers do not give it. */
function readableNames(file: NetworkFile): {
  readonly names: readonly LayerNames[];
  readonly order?: readonly string[];
} {
  const { layers } = file.network;
  const names = namesOf("writeSafetensors", file);
  const order = names.map(({ weight }) => weight.replace(/\.?weight$/, ""));
  if (isReadable(file.network, names, undefined)) return { names };
  if (!order.some((name) => /^ | $|,/.test(name)) && isReadable(file.network, names, order))
    return { names, order };
  return { names: sequentialNames(layers) };
}

/** Whether the reader would find these layers by these names: it is asked. */
function isReadable(
  network: Network,
  names: readonly LayerNames[],
  order: readonly string[] | undefined,
): boolean {
  const { layers } = network;
  if (layers.some(({ activation }, k) => (activation.kind === "prelu") !== (names[k].slope !== undefined)))
    return false;
  const tensors = tensorsOf(network, names);
  if (new Set(tensors.map(([name]) => name)).size < tensors.length) return false;
  const entries = tensors.map(([name, { shape }]): NamedTensor => ({
    name,
    shape,
    dtype: "F32",
    precision: "f32",
    place: name,
    read: () => new Float32Array(),
  }));
  try {
    return stepsOf(modulesOf(entries), order, true).every(
      ({ linear, prelu }, k) =>
        linear.weight.name === names[k].weight &&
        (names[k].bias === undefined || linear.bias?.name === names[k].bias) &&
        prelu?.slope.name === names[k].slope,
    );
  } catch {
    return false;
  }
}
