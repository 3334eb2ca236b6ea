import type { Domain } from "../../packages/autodiff/src/check/index.ts";
import type { Tensor, Torch } from "./library.ts";

/** A function of the library: where it is checked, and how it is called. */
export interface Foreign {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Domain>>;
  /** Sizes differ from axis to axis unless the row is about equal ones: the library finds axes by their sizes. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** The inputs whose rows are samples, where those of the output are, each on its own. */
  readonly samples?: readonly string[];
  readonly call: (inputs: Readonly<Record<string, Tensor>>) => Tensor;
}

const any: Domain = { low: -3, high: 3 };
const positive: Domain = { low: 0.5, high: 3 };
const apartFromZero: Domain = { ...any, gaps: [{ at: 0, margin: 0.25 }] };

const unary = (
  name: string,
  call: (x: Tensor) => Tensor,
  domain: Domain = any,
  shape: readonly number[] = [2, 3],
): Foreign => ({
  name,
  inputs: { x: domain },
  shapes: { x: shape },
  call: ({ x }) => call(x),
});

const binary = (
  name: string,
  call: (a: Tensor, b: Tensor) => Tensor,
  b: Domain = any,
  shapes: { a: readonly number[]; b: readonly number[] } = { a: [2, 3], b: [2, 3] },
): Foreign => ({ name, inputs: { a: any, b }, shapes, call: (given) => call(given["a"], given["b"]) });

const row = { a: [2, 3], b: [3] };

/** Everything of the library that has a derivative of its own, and its modules. */
export function functionsOf({ tensor, nn }: Torch): Foreign[] {
  /** Entries of a row are kept apart, as the variance of equal ones is 0, by which the library divides. */
  const layerNorm = (name: string, shape: readonly number[]): Foreign => ({
    ...unary(name, (x) => new nn.LayerNorm(3).forward(x.add(tensor([0, 10, 25]))), any, shape),
    samples: ["x"],
  });
  return [
    binary("add", (a, b) => a.add(b)),
    binary("add, b a row", (a, b) => a.add(b), any, row),
    binary("sub", (a, b) => a.sub(b)),
    binary("mul", (a, b) => a.mul(b)),
    binary("mul, b a row", (a, b) => a.mul(b), any, row),
    unary("x times itself", (x) => x.mul(x)),
    unary("x plus itself, times x", (x) => x.add(x).mul(x)),
    binary("div", (a, b) => a.div(b), apartFromZero),
    binary("div, b a row", (a, b) => a.div(b), apartFromZero, row),
    binary("matmul", (a, b) => a.matmul(b), any, { a: [2, 3], b: [3, 4] }),
    unary("neg", (x) => x.neg()),
    unary("exp", (x) => x.exp()),
    unary("log", (x) => x.log(), positive),
    unary("sqrt", (x) => x.sqrt(), positive),
    unary("pow(2)", (x) => x.pow(2)),
    unary("pow(3)", (x) => x.pow(3)),
    unary("pow(0.5)", (x) => x.pow(0.5), positive),
    unary("sum(-1)", (x) => x.sum(-1)),
    unary("sum(0)", (x) => x.sum(0)),
    unary("sum(-1, keepdims)", (x) => x.sum(-1, true)),
    unary("mean(-1)", (x) => x.mean(-1)),
    unary("mean(0)", (x) => x.mean(0)),
    unary("mean(0, keepdims)", (x) => x.mean(0, true)),
    unary("variance(-1)", (x) => x.variance(-1)),
    unary("variance(0) of a vector", (x) => x.variance(0), any, [4]),
    unary("variance(0, keepdims) of a vector", (x) => x.variance(0, true), any, [4]),
    unary("transpose", (x) => x.transpose(0, 1)),
    unary("reshape", (x) => x.reshape([3, 2])),
    unary("at rows", (x) => x.at([1, 0, 1])),
    unary("at entries", (x) => x.at([1, 0, 1], [2, 0, 2])),
    unary("masked_fill", (x) =>
      x.masked_fill(
        tensor([
          [1, 0, 1],
          [0, 0, 1],
        ]),
        (value) => value > 0,
        7,
      ),
    ),
    unary("nn.ReLU", (x) => new nn.ReLU().forward(x), { ...any, kinks: [{ at: 0, right: 0 }] }),
    unary("nn.Softmax", (x) => new nn.Softmax().forward(x)),
    unary("nn.CrossEntropyLoss", (x) => new nn.CrossEntropyLoss().forward(x, tensor([2, 0]))),
    binary("nn.MSELoss", (a, b) => new nn.MSELoss().forward(a, b)),
    layerNorm("nn.LayerNorm, 2 samples of 3", [2, 3]),
    layerNorm("nn.LayerNorm, 3 samples of 3", [3, 3]),
  ];
}
