import { tensor } from "@espalier/prune";
import type { Network } from "@espalier/prune";

/** A network and eight samples, small enough to redo on paper; every number of its scores is exact in binary. */
export const eight: { readonly network: Network; readonly inputs: ReturnType<typeof tensor> } = {
  network: {
    layers: [
      {
        weight: tensor([[1, -3]]),
        bias: tensor([3]),
        activation: { kind: "prelu", slope: tensor([0.5]) },
      },
      { weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "identity" } },
    ],
  },
  inputs: tensor([5, 2, 0, 7, 8, 3, 3, 8].map((x, n) => [x, n < 4 ? 2 : 3])),
};
