import type { Tensor } from "@espalier/tensor";
import { zipSync } from "fflate";
import { writeNpy } from "../../../files/src/npy/index.ts";

/** A file as skops.io.dump writes it, as far as it is read. */
export function skops(
  kind: string,
  activation: string,
  last: string,
  coefs: readonly Tensor[],
  intercepts: readonly Tensor[],
): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  const arrays = (key: string, list: readonly Tensor[]): object => ({
    __class__: "list",
    __module__: "builtins",
    __loader__: "ListNode",
    content: list.map((array, k) => {
      files[`${key}${k}.npy`] = writeNpy(array);
      return {
        __class__: "ndarray",
        __module__: "numpy",
        __loader__: "NdArrayNode",
        type: "numpy",
        file: `${key}${k}.npy`,
      };
    }),
  });
  const text = (value: string): object => ({
    __class__: "str",
    __module__: "builtins",
    __loader__: "JsonNode",
    content: JSON.stringify(value),
    is_json: true,
  });
  const schema = {
    __class__: kind,
    __module__: "sklearn.neural_network._multilayer_perceptron",
    __loader__: "ObjectNode",
    content: {
      __class__: "dict",
      __loader__: "DictNode",
      content: {
        activation: text(activation),
        coefs_: arrays("c", coefs),
        intercepts_: arrays("i", intercepts),
        out_activation_: text(last),
      },
    },
    protocol: 2,
  };
  files["schema.json"] = new TextEncoder().encode(JSON.stringify(schema));
  return zipSync(files, { level: 0 });
}
