import { writeOnnx } from "@espalier/formats/onnx";
import { forward, initialNetwork, prune, seededRandom } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { sparseForward, toSparse } from "@espalier/prune/sparse";
import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { entries } from "../src/tasks.ts";
import type { InferenceTask, Prepared } from "../src/tasks.ts";
import { sumOfSquares } from "./support.ts";

/** An untrained network, from which the smallest weights or neurons were removed, and samples. */
function given({ sizes, samples, variant }: InferenceTask): {
  readonly network: Network;
  readonly X: Tensor;
} {
  const whole = initialNetwork({ sizes, random: seededRandom(1), activation: "relu", dtype: "f32" });
  const X = wrap([samples, sizes[0]], entries(samples * sizes[0], "f32"));
  const some = wrap([8, sizes[0]], entries(8 * sizes[0], "f32"));
  if (variant === "dense") return { network: whole, X };
  const hidden = sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const common = { strategy: "magnitude", compensation: "none" } as const;
  const { network } =
    variant === "sparse"
      ? prune(whole, some, { ratio: 0.9, ...common })
      : prune(whole, some, { granularity: "neuron", count: hidden / 2, ...common });
  return { network, X };
}

/** Ours: by the weights that are there where some are not. */
export function inference(task: InferenceTask): Prepared {
  const { network, X } = given(task);
  const sparse = task.variant === "sparse" ? toSparse(network) : undefined;
  const compute = (): Tensor => (sparse ? sparseForward(sparse, X) : forward(network, X));
  return { run: () => void compute(), figure: sumOfSquares(compute().data) };
}

/** The same network and samples for another library. */
export function asOnnx(task: InferenceTask): { readonly model: Uint8Array; readonly X: Tensor } {
  const { network, X } = given(task);
  return { model: writeOnnx({ network }), X };
}
