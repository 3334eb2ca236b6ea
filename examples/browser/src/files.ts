import { activationKinds, sizesOf } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import { formatOf, lazyDataFormats, lazyNetworkFormats, readAs } from "@espalier/formats/files";
import type { NetworkFormat } from "@espalier/formats/files";
import { astype, dtypeOf, reshape, sizeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/** A network as it was dropped. */
export interface Dropped {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly format: NetworkFormat;
  readonly file: NetworkFile;
}

export type Content = { readonly network: Dropped } | { readonly inputs: Tensor; readonly name: string };

/**
 * A file as a network or as data, by its name; JSON is a network where it begins like one. The reader of its format is loaded for it.
 *
 * @param activation between the layers of a .safetensors file that does not say
 * @throws InputError naming the file and the place
 */
export async function read(name: string, bytes: Uint8Array, activation: string): Promise<Content> {
  const isJson = /\.json$/i.test(name);
  const isData = isJson ? firstCharacter(bytes) === "[" : endsLike(name, lazyDataFormats);
  if (isData) {
    const format = await formatOf(name, lazyDataFormats).load();
    return { inputs: flat(readAs(format, bytes, () => format.read(bytes))), name };
  }
  const format = await formatOf(name, lazyNetworkFormats).load();
  const file = readAs(format, bytes, () => readNetwork(format, bytes, activation));
  return { network: { name, bytes, format, file } };
}

function readNetwork(format: NetworkFormat, bytes: Uint8Array, activation: string): NetworkFile {
  try {
    return format.read(bytes);
  } catch (error) {
    // A second try, with what a state dict does not tell; what else is wrong is wrong again.
    const activations = activationKinds.find((kind) => kind === activation);
    if (format.name !== "safetensors" || activations === undefined) throw error;
    return format.read(bytes, { activations });
  }
}

/** A file in a few words, as a visitor recognises it. */
export const wordsOf = (content: Content): string =>
  "network" in content
    ? `${content.network.name}, ${sizesOf(content.network.file.network).join("-")}`
    : `${content.name}, ${content.inputs.shape[0]} rows of ${content.inputs.shape[1]} numbers`;

/** Inputs in the precision of the network. */
export const inPrecisionOf = ({ network }: NetworkFile, inputs: Tensor): Tensor =>
  astype(inputs, dtypeOf(network.layers[0].weight));

const firstCharacter = (bytes: Uint8Array): string =>
  new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().slice(0, 1);

const endsLike = (name: string, formats: readonly { readonly endings: readonly string[] }[]): boolean =>
  formats.some(({ endings }) => endings.some((ending) => name.toLowerCase().endsWith(ending)));

/** [n, …] as [n, d]: pictures are laid out in a row. */
function flat(tensor: Tensor): Tensor {
  const [N = 0, ...axes] = tensor.shape;
  return reshape(tensor, [N, sizeOf(axes)]);
}
