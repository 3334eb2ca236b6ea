import { ShapeError } from "@espalier/tensor";
import type { Network } from "@espalier/network";
import type { LayerNames, NetworkFile } from "./network-file.ts";

/**
 * The names of the parameters in the file that is written.
 *
 * @throws ShapeError when there are names for another number of layers
 */
export function namesOf(who: string, { network: { layers }, names }: NetworkFile): readonly LayerNames[] {
  if (names === undefined) return sequentialNames(layers);
  if (names.length !== layers.length)
    throw new ShapeError(who, `names for ${layers.length} layers`, `${names.length}`);
  return names;
}

/** The names of PyTorch's nn.Sequential, where modules are counted, activations among them. */
export function sequentialNames(layers: Network["layers"]): readonly LayerNames[] {
  let next = 0;
  return layers.map(({ activation: { kind } }) => {
    const at = next++;
    const slope = kind === "identity" ? undefined : `${next++}.weight`;
    const names = { weight: `${at}.weight`, bias: `${at}.bias` };
    return kind === "prelu" && slope !== undefined ? { ...names, slope } : names;
  });
}
