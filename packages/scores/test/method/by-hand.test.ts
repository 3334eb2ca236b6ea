import { activationKinds, checkNetwork, evaluate, finish, train } from "@espalier/network";
import type { Activation, Layer, Network } from "@espalier/network";
import { tensor, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { batchStatistics, cut } from "../../src/index.ts";
import { prune } from "../../../prune/src/index.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const identity: Activation = { kind: "identity" };
const first: Layer = { weight: zeros([3, 2]), bias: zeros([3]), activation: { kind: "tanh" } };
const second: Layer = { weight: zeros([1, 3]), bias: zeros([1]), activation: identity };
const network: Network = { layers: [first, second] };
const inputs = tensor([[1, 2]]);
const targets = tensor([[1]]);
const loss = "mean-squared-error";

/** What the types forbid, and JavaScript does not. */
const hand = (shape: unknown, data: unknown): Tensor => ({ shape, data }) as Tensor;
const anything = (value: unknown): Tensor => value as Tensor;
const five = new Float64Array(5);

const checked =
  (...layers: readonly unknown[]) =>
  () =>
    checkNetwork("mine", { layers: layers as Layer[] });
const withWeight = (weight: Tensor) => checked({ ...first, weight }, second);
const withBias = (bias: Tensor) => checked(first, { ...second, bias });
const withSlope = (slope: Tensor) => checked({ ...first, activation: { kind: "prelu", slope } }, second);
const withActivation = (activation: unknown) => checked(first, { ...second, activation });
const pruned = (X: Tensor) => () => prune(network, X, { ratio: 0.5 });
const trained = (T: Tensor) => () =>
  finish(train(network, { inputs, targets: T }, { loss, epochs: 1, random: () => 0.5 }));
const scored = (k: number, name: "importance" | "compensation", value: Tensor) => () => {
  const scores = network.layers.map(({ weight: { shape } }) => ({
    importance: zeros(shape),
    compensation: zeros(shape),
  }));
  return cut(
    network,
    scores.map((layer, at) => (at === k ? { ...layer, [name]: value } : layer)),
    0.5,
  );
};
const kinds = activationKinds.join(", ");

// prettier-ignore
describeRefusals({
  "a parameter made by hand": [
    [withWeight(hand([3, 2], five)),             "mine: layer 0: expected 6 numbers in weight [3, 2]; received 5"],
    [withWeight(hand([2.5, 2], five)),           "mine: layer 0: expected axes of weight that are whole numbers ≥ 0; received [2.5, 2]"],
    [withWeight(hand([-1, -5], five)),           "mine: layer 0: expected axes of weight that are whole numbers ≥ 0; received [-1, -5]"],
    [withWeight(hand([3, 2], [1, 2, 3, 4, 5, 6])), "mine: layer 0: expected data of weight in a Float64Array or Float32Array; received Array"],
    [withWeight(hand([3, 2], new Int32Array(6))), "mine: layer 0: expected data of weight in a Float64Array or Float32Array; received Int32Array"],
    [withWeight(hand([3, 2], undefined)),        "mine: layer 0: expected data of weight in a Float64Array or Float32Array; received undefined"],
    [withWeight(hand(6, five)),                  "mine: layer 0: expected weight to be a tensor with a shape; received Object"],
    [withWeight(anything([[1, 2], [3, 4]])),     "mine: layer 0: expected weight to be a tensor with a shape; received Array"],
    [withWeight(anything(undefined)),            "mine: layer 0: expected weight to be a tensor with a shape; received undefined"],
    [withWeight(anything(null)),                 "mine: layer 0: expected weight to be a tensor with a shape; received null"],
    [withWeight(anything(7)),                    "mine: layer 0: expected weight to be a tensor with a shape; received number"],
    [withWeight(anything(Object.create(null))),  "mine: layer 0: expected weight to be a tensor with a shape; received Object"],
    [withBias(hand([1], five)),                  "mine: layer 1: expected 1 numbers in bias [1]; received 5"],
    [withBias(anything(undefined)),              "mine: layer 1: expected bias to be a tensor with a shape; received undefined"],
    [withSlope(hand([3], five)),                 "mine: layer 0: expected 3 numbers in slope [3]; received 5"],
    [withSlope(hand([1], new Float64Array(3))),  "mine: layer 0: expected 1 numbers in slope [1]; received 3"],
    [withSlope(zeros([2])),                      "mine: layer 0: expected a slope [1] or [3]; received [2]"],
    [withSlope(anything(0.25)),                  "mine: layer 0: expected slope to be a tensor with a shape; received number"],
  ],
  "a layer made by hand": [
    [checked({ ...first, weight: zeros([0, 2]), bias: zeros([0]) }), "mine: layer 0: expected at least one neuron and one input; received weight [0, 2]"],
    [checked({ ...first, weight: zeros([3, 0]) }), "mine: layer 0: expected at least one neuron and one input; received weight [3, 0]"],
    [withActivation(undefined),                  `mine: layer 1: expected an activation among ${kinds}; received undefined`],
    [withActivation("relu"),                     `mine: layer 1: expected an activation among ${kinds}; received undefined`],
    [withActivation({ kind: "toString" }),       `mine: layer 1: expected an activation among ${kinds}; received toString`],
    [() => checkNetwork("mine", anything({}) as unknown as Network), "mine: expected a network of at least one layer; received none"],
  ],
  "layers of two precisions": [
    [checked(first, { ...second, weight: zeros([1, 3], "f32"), bias: zeros([1], "f32") }), "mine: layer 1: expected weight in f64, as the first weight is; received f32"],
    [withBias(zeros([1], "f32")),                "mine: layer 1: expected bias in f64, as the first weight is; received f32"],
    [withSlope(zeros([1], "f32")),               "mine: layer 0: expected slope in f64, as the first weight is; received f32"],
    [withWeight(zeros([3, 2], "f32")),           "mine: layer 0: expected bias in f32, as the first weight is; received f64"],
  ],
  "samples made by hand": [
    [pruned(hand([2, 2], five)),                 "prune: expected 4 numbers in inputs [2, 2]; received 5"],
    [pruned(hand([1, 2], [1, 2])),               "prune: expected data of inputs in a Float64Array or Float32Array; received Array"],
    [pruned(hand([1, 2], undefined)),            "prune: expected data of inputs in a Float64Array or Float32Array; received undefined"],
    [pruned(anything(null)),                     "prune: expected inputs to be a tensor with a shape; received null"],
    [pruned(anything(undefined)),                "tensor: expected a number at []; received undefined"],
    [trained(hand([1, 1], five)),                "train: expected 1 numbers in targets [1, 1]; received 5"],
    [trained(hand([1, 1], [1])),                 "train: expected data of targets in a Float64Array or Float32Array; received Array"],
    [trained(anything([[1]])),                   "train: expected targets to be a tensor with a shape; received Array"],
    [trained(anything(undefined)),               "train: expected targets to be a tensor with a shape; received undefined"],
    [() => evaluate(network, { inputs: hand([1, 2], five), targets }, loss), "evaluate: expected 2 numbers in inputs [1, 2]; received 5"],
    [() => batchStatistics(network, hand([1, 2], five)),         "batchStatistics: expected 2 numbers in inputs [1, 2]; received 5"],
    [() => batchStatistics(network, tensor([[1, NaN]])),         "batchStatistics: expected finite inputs; received NaN in sample 0, column 1"],
    [() => batchStatistics({ layers: [] }, inputs),              "batchStatistics: expected a network of at least one layer; received none"],
  ],
  "scores made by hand": [
    [scored(1, "importance", hand([1, 3], five)),     "cut: layer 1: expected 3 numbers in importance [1, 3]; received 5"],
    [scored(0, "compensation", hand([3, 2], [])),     "cut: layer 0: expected data of compensation in a Float64Array or Float32Array; received Array"],
    [scored(1, "compensation", anything(undefined)),  "cut: layer 1: expected compensation to be a tensor with a shape; received undefined"],
  ],
});
