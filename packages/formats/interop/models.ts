import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { readNpz } from "../../files/src/npz/index.ts";
import { readOnnx } from "../../onnx/src/index.ts";
import { readSafetensors } from "../src/safetensors/index.ts";
import { finiteKinds } from "../../network/test/support/arbitraries.ts";
import { activationOf as knownActivation } from "../../network/test/support/activations.ts";
import { initialNetwork } from "@espalier/prune";
import type { Activation, ActivationKind, Head } from "@espalier/prune";
import type { NetworkFile } from "@espalier/files";

/** A network to be written as ONNX, and samples for it, in the shape of its input. */
export interface Model {
  readonly name: string;
  readonly file: NetworkFile;
  readonly inputs: Tensor;
}

const folder = fileURLToPath(new URL("../test/fixtures/interop/", import.meta.url));

/** The networks that PyTorch trained and wrote, in single precision. */
export function trainedModels(): Model[] {
  return globSync("*.{onnx,safetensors}", { cwd: folder })
    .toSorted()
    .map((name) => {
      const bytes = new Uint8Array(readFileSync(folder + name));
      const file = name.endsWith(".onnx") ? readOnnx(bytes) : readSafetensors(bytes);
      const arrays = readNpz(new Uint8Array(readFileSync(`${folder}${basename(name).split(".")[0]}.npz`)));
      const inputs = arrays.get("inputs");
      if (inputs === undefined) throw new Error(`${name} has no inputs`);
      return { name, file, inputs };
    })
    .filter(({ file }) => file.precision === "f32");
}

/** Every activation, and each head once, in the operators of each version that changed something for us. */
export function drawnModels(): Model[] {
  const random = seededRandom(1);
  const [D, N] = [20, 50];
  return [9, 11, 13, 16, 20, 22].flatMap((opset) =>
    finiteKinds.map((kind, index): Model => {
      const { layers } = initialNetwork({ sizes: [D, 30, 25, 10], random, dtype: "f32" });
      const network = {
        layers: layers.map((layer, k) => ({
          ...layer,
          activation:
            k === 2 ? ({ kind: "identity" } as const) : activationOf(kind, layer.weight.shape[0], k),
        })),
      };
      const head: Head | undefined = [undefined, "softmax" as const, "log-softmax" as const][index % 3];
      const onnx = {
        opset,
        irVersion: opset < 11 ? 4 : 7,
        graphName: "drawn",
        inputs: [{ name: "x", shape: ["N", D] }],
        outputs: [{ name: "y" }],
      };
      const file = { network, onnx, ...(head === undefined ? {} : { head }) };
      return { name: `${kind}, operators ${opset}`, file, inputs: randomNormal([N, D], random, "f32") };
    }),
  );
}

/** One slope for the first layer, one a neuron for the second. */
function activationOf(kind: ActivationKind, neurons: number, k: number): Activation {
  if (kind !== "prelu") return knownActivation(kind);
  const slopes = k === 0 ? 1 : neurons;
  return {
    kind,
    slope: { shape: [slopes], data: Float32Array.from({ length: slopes }, (_, i) => i / neurons - 0.3) },
  };
}
