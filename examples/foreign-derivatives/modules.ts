import type { Domain } from "../../packages/check/src/index.ts";
import { any, binary, unary } from "./foreign.ts";
import type { Foreign } from "./foreign.ts";
import type { Linear, Tensor, Torch } from "./library.ts";

/** Where the softmax of products of four numbers is still far from overflow. */
const small: Domain = { low: -1, high: 1 };

/**
 * The modules of the library, their weights as inputs. Two are left out: `nn.Dropout`, which draws anew at every call and
 * consists of `masked_fill` and `div`, and `nn.Block`, which consists of modules that have rows. So are the kernels for
 * GPUs, which are not installed.
 */
export function modulesOf({ tensor, nn }: Torch): Foreign[] {
  const linear = (W: Tensor, b?: Tensor): Linear => {
    const module = new nn.Linear(W.shape[0], W.shape[1]);
    return Object.assign(module, { W, b: b ?? module.b });
  };
  /** Entries of a row are kept apart, as the variance of equal ones is 0, by which the library divides. */
  const layerNorm = (name: string, shape: readonly number[]): Foreign => ({
    name,
    inputs: { x: any, gamma: any, beta: any },
    shapes: { x: shape, gamma: [3], beta: [3] },
    samples: ["x"],
    call: ({ x, gamma, beta }) =>
      Object.assign(new nn.LayerNorm(3), { gamma, beta }).forward(x.add(tensor([0, 10, 25]))),
  });
  return [
    {
      name: "nn.Linear",
      inputs: { x: any, W: any, b: any },
      shapes: { x: [2, 3], W: [3, 4], b: [4] },
      call: ({ x, W, b }) => linear(W, b).forward(x),
    },
    {
      name: "nn.Linear of three axes",
      inputs: { x: any, W: any, b: any },
      shapes: { x: [2, 3, 4], W: [4, 5], b: [5] },
      call: ({ x, W, b }) => linear(W, b).forward(x),
    },
    {
      name: "nn.FullyConnected",
      inputs: { x: any, W1: any, W2: any },
      shapes: { x: [2, 3], W1: [3, 6], W2: [6, 4] },
      // |x W₁| is at most 27: with these biases the rectifier stays on one side of its kink.
      call: ({ x, W1, W2 }) =>
        Object.assign(new nn.FullyConnected(3, 4), {
          l1: linear(W1, tensor([40, -40, 40, -40, 40, -40])),
          l2: linear(W2),
        }).forward(x),
    },
    unary(
      "nn.Embedding",
      (E) =>
        Object.assign(new nn.Embedding(4, 3), { E }).forward(
          tensor([
            [1, 0],
            [3, 1],
            [1, 1],
          ]),
        ),
      any,
      [4, 3],
    ),
    unary(
      "nn.PositionalEmbedding",
      (E) => Object.assign(new nn.PositionalEmbedding(4, 3), { E }).forward(tensor([[0, 0]])),
      any,
      [4, 3],
    ),
    {
      name: "nn.MultiHeadSelfAttention",
      inputs: { x: small, Wk: small, Wq: small, Wv: small, W: small },
      shapes: { x: [2, 3, 4], Wk: [4, 4], Wq: [4, 4], Wv: [4, 4], W: [4, 5] },
      samples: ["x"],
      call: ({ x, Wk, Wq, Wv, W }) =>
        Object.assign(new nn.MultiHeadSelfAttention(4, 5, 2, 3), {
          Wk: linear(Wk),
          Wq: linear(Wq),
          Wv: linear(Wv),
          residual_proj: linear(W),
        }).forward(x),
    },
    unary("nn.ReLU", (x) => new nn.ReLU().forward(x), { ...any, kinks: [{ at: 0, right: 0 }] }),
    unary("nn.Softmax", (x) => new nn.Softmax().forward(x)),
    unary("nn.Softmax, 3 samples of 3", (x) => new nn.Softmax().forward(x), any, [3, 3]),
    unary("nn.CrossEntropyLoss", (x) => new nn.CrossEntropyLoss().forward(x, tensor([2, 0]))),
    unary(
      "nn.CrossEntropyLoss, 3 samples of 3 classes",
      (x) => new nn.CrossEntropyLoss().forward(x, tensor([2, 0, 1])),
      any,
      [3, 3],
    ),
    binary("nn.MSELoss", (a, b) => new nn.MSELoss().forward(a, b)),
    binary("nn.MSELoss, 3 samples of 3", (a, b) => new nn.MSELoss().forward(a, b), any, {
      a: [3, 3],
      b: [3, 3],
    }),
    layerNorm("nn.LayerNorm, 2 samples of 3", [2, 3]),
    layerNorm("nn.LayerNorm, 3 samples of 3", [3, 3]),
  ];
}
