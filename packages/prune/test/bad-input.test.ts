import { tensor, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { expect, it } from "vitest";
import {
  activationKinds,
  assess,
  cheapest,
  checkNetwork,
  compareOutputs,
  cut,
  evaluate,
  finish,
  forward,
  initialNetwork,
  layerStatistics,
  mergeParts,
  nonlinearDefinition,
  noStatistics,
  prune,
  pruning,
  pruningInSteps,
  pruningWithin,
  pruneStream,
  run,
  removalCount,
  scoreLayer,
  scoreStream,
  scoring,
  statisticsStream,
  strategyNames,
  totalStatistics,
  train,
  weightCount,
  weightedMoments,
} from "../src/index.ts";
import type {
  Activation,
  LayerScores,
  LossName,
  Network,
  PruneOptions,
  RunOptions,
  TrainOptions,
} from "../src/index.ts";
import { describeRefusals } from "../../network/test/support/refusals.ts";
import type { Attempts } from "../../network/test/support/refusals.ts";

const layer = (weight: Tensor, bias: Tensor, activation: Activation = { kind: "tanh" }) => ({
  weight,
  bias,
  activation,
});
const first = layer(
  tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]),
  tensor([0, 0, 0]),
);
const second = layer(tensor([[1, 0, -1]]), tensor([0]));
const network: Network = { layers: [first, second] };
const inputs = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const targets = tensor([[1], [2], [3]]);
const samples = { inputs, targets };
const loss = "mean-squared-error";
const random = (): number => 0.5;

// What the types forbid, and JavaScript does not.
const unknownKind = { kind: "swish" } as unknown as Activation;
const unknownLoss = "hinge" as LossName;
const inheritedLoss = "toString" as LossName;

const pruned =
  (more: Partial<PruneOptions>, X: Parameters<typeof prune>[1] = inputs) =>
  () =>
    prune(network, X, { ratio: 0.5, ...more });
const prunedWith =
  (...layers: Network["layers"]) =>
  () =>
    prune({ layers }, inputs, { ratio: 0.5 });
const trained =
  (more: Partial<TrainOptions>, of = samples) =>
  () =>
    finish(train(network, of, { loss, epochs: 1, random, ...more }));
const scores: LayerScores[] = [
  [3, 2],
  [1, 3],
].map((shape) => ({ importance: zeros(shape), compensation: zeros(shape) }));
const [firstScores, secondScores] = scores;

const ratioIs = "a ratio in [0, 1], the fraction of weights to remove";

// prettier-ignore
const doors: Readonly<Record<string, Attempts>> = {
  "the inputs": [
    [pruned({}, [[1, 2], [3, NaN], [NaN, 0]]),            "prune: expected finite inputs; received NaN in sample 1, column 1"],
    [pruned({}, [[NaN, 2], [3, 4]]),            "prune: expected finite inputs; received NaN in sample 0, column 0"],
    [pruned({}, [[1, 2], [-Infinity, 4]]),      "prune: expected finite inputs; received -Infinity in sample 1, column 0"],
    [pruned({}, [[1, 2, 3]]),                   "prune: expected inputs [N, 2], as the network has 2; received [1, 3]"],
    [pruned({}, 7),                             "prune: expected inputs [N, 2], as the network has 2; received []"],
    [pruned({}, []),                            "prune: expected inputs [N, 2], as the network has 2; received [0]"],
    [pruned({}, [[1, 2], [3]]),                 "tensor: expected 2 entries at [1]; received 1 entries"],
    [pruned({}, zeros([0, 2])),                 "prune: expected at least one sample; received [0, 2]"],
  ],
  "the ratio": [
    [pruned({ ratio: 80 }),                     `prune: expected ${ratioIs}; received 80`],
    [pruned({ ratio: -0.1 }),                   `prune: expected ${ratioIs}; received -0.1`],
    [pruned({ ratio: NaN }),                    `prune: expected ${ratioIs}; received NaN`],
    [() => cut(network, scores, 1.01),          `cut: expected ${ratioIs}; received 1.01`],
  ],
  "the strategy": [
    [pruned({ strategy: "optimal" }),           `prune: expected a strategy among ${strategyNames.join(", ")}; received optimal`],
    [pruned({ strategy: "fully-connected" }),   "prune: expected a strategy that scores weights; received fully-connected, which trains from scratch"],
    [pruned({ strategy: "random" }),            "prune: expected a random stream, which random needs; received none"],
    [pruned({ strategy: "gradient-magnitude" }),          "prune: expected a loss, which gradient-magnitude needs; received none"],
    [pruned({ strategy: "gradient-magnitude", loss }),    "prune: expected targets, which gradient-magnitude needs; received none"],
  ],
  "the number of samples": [
    [pruned({ samples: 0, random }),            "prune: expected samples to be a whole number from 1 to 3; received 0"],
    [pruned({ samples: 4, random }),            "prune: expected samples to be a whole number from 1 to 3; received 4"],
    [pruned({ samples: 1.5, random }),          "prune: expected samples to be a whole number from 1 to 3; received 1.5"],
    [pruned({ samples: 2 }),                    "prune: expected a random stream to draw samples with; received none"],
  ],
  "the network": [
    [prunedWith(),                                                        "prune: expected a network of at least one layer; received none"],
    [prunedWith(layer(tensor([[1, Infinity, NaN]]), tensor([0]))),             "prune: layer 0: expected finite numbers in weight; received Infinity at entry 1"],
    [prunedWith(first, layer(second.weight, tensor([NaN]))),              "prune: layer 1: expected finite numbers in bias; received NaN at entry 0"],
    [prunedWith(first, layer(tensor([[1, 2]]), tensor([0]))),             "prune: layer 1: expected a weight of 3 columns, the neurons of layer 0; received [1, 2]"],
    [prunedWith(layer(first.weight, tensor([0]))),                        "prune: layer 0: expected axis I to be 3 as in weight [3, 2]; received bias [1]"],
    [prunedWith(layer(tensor([1, 2]), tensor([0]))),                      "prune: layer 0: expected weight with axes IJ; received weight [2]"],
    [prunedWith({ ...first, activation: unknownKind }),                   `prune: layer 0: expected an activation among ${activationKinds.join(", ")}; received swish`],
    [prunedWith({ ...first, activation: { kind: "prelu", slope: tensor([1, 2]) } }),   "prune: layer 0: expected a slope [1] or [3]; received [2]"],
    [prunedWith({ ...first, activation: { kind: "prelu", slope: tensor([[1]]) } }),    "prune: layer 0: expected a slope [1] or [3]; received [1, 1]"],
    [prunedWith({ ...first, activation: { kind: "prelu", slope: tensor([NaN]) } }),    "prune: layer 0: expected finite numbers in slope; received NaN at entry 0"],
    [() => checkNetwork("mine", { layers: [] }),                          "mine: expected a network of at least one layer; received none"],
    [() => evaluate({ layers: [] }, samples, loss),                       "evaluate: expected a network of at least one layer; received none"],
    [() => finish(train({ layers: [second, first] }, samples, { loss, epochs: 1, random })), "train: layer 1: expected a weight of 1 columns, the neurons of layer 0; received [3, 2]"],
  ],
  "the targets": [
    [pruned({ strategy: "gradient-magnitude", targets: tensor([[1], [2]]), loss }), "prune: expected targets [3, 1]; received [2, 1]"],
    [trained({}, { inputs, targets: tensor([1, 2, 3]) }),                 "train: expected targets [3, 1]; received [3]"],
    [trained({}, { inputs, targets: tensor([[1], [NaN], [3]]) }),         "train: expected finite numbers in targets; received NaN at entry 1"],
    [trained({ loss: "softmax-cross-entropy" }),                          "train: expected targets [3]; received [3, 1]"],
    [trained({ loss: "softmax-cross-entropy" }, { inputs, targets: tensor([0, 0, 1]) }),    "train: expected classes 0 … 0; received 1 at sample 2"],
    [trained({ loss: "softmax-cross-entropy" }, { inputs, targets: tensor([0, -1, 7]) }),   "train: expected classes 0 … 0; received -1 at sample 1"],
    [trained({ loss: "softmax-cross-entropy" }, { inputs, targets: tensor([0.5, 0, 0]) }),  "train: expected classes 0 … 0; received 0.5 at sample 0"],
    [() => evaluate(network, { inputs, targets: tensor([[1]]) }, loss),   "evaluate: expected targets [3, 1]; received [1, 1]"],
    [() => evaluate(network, { inputs: tensor([[1, 2, 3]]), targets }, loss), "evaluate: expected inputs [N, 2], as the network has 2; received [1, 3]"],
    [() => evaluate(network, samples, unknownLoss),                       "evaluate: expected a loss among mean-squared-error, softmax-cross-entropy, softmax-divergence; received hinge"],
    [() => evaluate(network, samples, inheritedLoss),                     "evaluate: expected a loss among mean-squared-error, softmax-cross-entropy, softmax-divergence; received toString"],
  ],
  "the options of training": [
    [trained({ epochs: -1 }),                   "train: expected epochs to be a whole number ≥ 0; received -1"],
    [trained({ epochs: 1.5 }),                  "train: expected epochs to be a whole number ≥ 0; received 1.5"],
    [trained({ batch: 0 }),                     "train: expected batch to be a whole number ≥ 1; received 0"],
    [trained({ batch: NaN }),                   "train: expected batch to be a whole number ≥ 1; received NaN"],
    [trained({ masks: [] }),                    "train: expected masks of 6, 3 entries; received none"],
    [trained({ masks: [new Uint8Array(6)] }),   "train: expected masks of 6, 3 entries; received 6"],
    [trained({ masks: [new Uint8Array(3), new Uint8Array(6)] }), "train: expected masks of 6, 3 entries; received 3, 6"],
  ],
  "the scores of a strategy": [
    [() => cut(network, [firstScores], 0.5),    "cut: expected scores of 2 layers; received 1"],
    [() => cut(network, [secondScores, firstScores], 0.5), "cut: layer 0: expected axis I to be 3 as in weight [3, 2]; received importance [1, 3]"],
    [() => cut(network, [{ ...firstScores, compensation: zeros([3, 1]) }, secondScores], 0.5), "cut: layer 0: expected axis J to be 2 as in weight [3, 2]; received compensation [3, 1]"],
    [() => cut(network, [firstScores, { ...secondScores, compensation: tensor([[0, NaN, 0]]) }], 0.5), "cut: layer 1: expected a finite compensation of every weight; received NaN for weight [0, 1]"],
    [() => cut(network, [firstScores, { ...secondScores, importance: tensor([[0, NaN, 0]]) }], 0.5), "cut: layer 1: expected importances that can be ordered; received NaN for weight [0, 1]"],
  ],
};

/** What the types forbid, and JavaScript does not. */
const anything = (value: unknown): never => value as never;
const rows = [[1, 2]];
const ratio = 0.5;
const bits = { network: "a network { layers: [...] }", layer: "{ weight, bias, activation }" };

// prettier-ignore
const unchecked: Readonly<Record<string, Attempts>> = {
  "no network": [
    ...([null, undefined, 7] as const).map((none) => [() => prune(anything(none), rows, { ratio }), `prune: expected ${bits.network}; received ${none}`] as const),
    [() => prune(anything({ layers: null }), rows, { ratio }),        "prune: expected a network of at least one layer; received none"],
    [() => prune(anything({ layers: [first, null] }), rows, { ratio }), `prune: layer 1: expected ${bits.layer}; received null`],
    [() => prune(anything({ layers: [7] }), rows, { ratio }),         `prune: layer 0: expected ${bits.layer}; received 7`],
    [() => cut(anything(null), scores, ratio),                        `cut: expected ${bits.network}; received null`],
    [() => forward(anything(null), inputs),                           `forward: expected ${bits.network}; received null`],
    [() => weightCount(anything(undefined)),                          `weightCount: expected ${bits.network}; received undefined`],
    [() => compareOutputs(network, anything(null), inputs),           `compareOutputs: b: expected ${bits.network}; received null`],
    [() => noStatistics(anything(null)),                              `noStatistics: expected ${bits.network}; received null`],
    [() => evaluate(anything(null), samples, loss),                   `evaluate: expected ${bits.network}; received null`],
  ],
  "no options": [
    ...([undefined, null, 0.5] as const).map((none) => [() => prune(network, rows, anything(none)), `prune: expected options, such as { ratio: 0.8 }; received ${none}`] as const),
    [() => finish(scoring(network, rows, anything(null))),            'scoring: expected options, such as { strategy: "magnitude" }; received null'],
    [() => finish(pruningWithin(network, inputs, anything(undefined))), "pruningWithin: expected options, such as { budget: 0.01 }; received undefined"],
    [() => finish(train(network, samples, anything(undefined))),      'train: expected options, such as { loss: "mean-squared-error", epochs: 10, random: seededRandom(1) }; received undefined'],
    [() => initialNetwork(anything(undefined)),                       "initialNetwork: expected options, such as { sizes: [784, 32, 10], random: seededRandom(1) }; received undefined"],
    [() => initialNetwork(anything({ random })),                      "initialNetwork: expected sizes in an array; received undefined"],
    [() => evaluate(network, anything(null), loss),                   "evaluate: expected samples { inputs, targets }; received null"],
  ],
  "a ratio that is not a number": ([null, true, [0.5], "0.5", { valueOf: () => 0.5 }] as const).flatMap((wrong) => {
    const received = typeof wrong === "string" ? '"0.5"' : Array.isArray(wrong) ? "[0.5]" : typeof wrong === "object" && wrong !== null ? "an object of class Object" : String(wrong);
    return [
      [() => prune(network, rows, { ratio: anything(wrong) }),        `prune: expected ${ratioIs}; received ${received}`],
      [() => cut(network, scores, anything(wrong)),                   `cut: expected ${ratioIs}; received ${received}`],
      [() => cheapest([tensor([1])], anything(wrong)),                `cheapest: expected ${ratioIs}; received ${received}`],
    ] as const;
  }),
  "a budget that is not a number": ([[null, "null"], [true, "true"], [[0.1], "[0.1]"]] as const).map(([wrong, received]) =>
    [() => finish(pruningWithin(network, inputs, { budget: anything(wrong) })), `pruningWithin: expected a budget ≥ 0, a relative change of the outputs; received ${received}`] as const),
  "no strategy": [
    [pruned({ strategy: anything(null) }),                            "prune: expected the name of a strategy, or a strategy { kind, name, score }; received null"],
    [pruned({ strategy: anything({ kind: "score", name: "mine" }) }), "prune: expected the name of a strategy, or a strategy { kind, name, score }; received an object of class Object"],
    [pruned({ strategy: "random", random: anything(null) }),          "prune: expected a random stream, which random needs; received none"],
    [pruned({ samples: 2, random: anything(7) }),                     "prune: expected a random stream to draw samples with; received 7"],
  ],
  "options of another kind": [
    ...([[null, "null"], [true, "true"], [[], "[]"]] as const).flatMap(([none, received]) => [
      [() => assess(network, prune(network, rows, { ratio }), inputs, anything(none)), `assess: expected options, such as { metric: "softmax" }; received ${received}`],
      [() => compareOutputs(network, network, inputs, anything(none)), `compareOutputs: expected options, such as { metric: "softmax" }; received ${received}`],
      [() => cut(network, scores, ratio, anything(none)),               `cut: expected options, such as { granularity: "2:4" }; received ${received}`],
    ] as const),
    [pruned({ frozen: anything("bias"), compensation: "network" }),     'prune: expected a list of frozen parameters among weight, bias, slope; received "bias"'],
    [pruned({ granularity: anything(Symbol("2:4")) }),                  "prune: expected the granularity weight, neuron, input, n:m such as 2:4, or rows x columns such as 4x4; received Symbol(2:4)"],
    [pruned({ metric: anything(Symbol("softmax")) }),                   "prune: expected a metric among outputs, softmax; received Symbol(softmax)"],
    [pruned({ strategy: "random", random: anything(7) }),               "prune: expected a random stream; received number"],
    [pruned({ strategy: "obs", probes: 1, random: anything("1") }),     "prune: expected a random stream; received string"],
    [pruned({ compensation: "network", random: anything(null) }),       "prune: expected a random stream; received null"],
    [pruned({ strategy: "taylor", loss, targets: anything("") }),       "prune: expected targets to be a tensor with a shape; received string"],
    [() => prune(network, rows, { granularity: "neuron", ratio: anything(null) }), `prune: expected ${ratioIs}; received null`],
    [() => finish(pruningInSteps(network, ratio, 2, anything(() => 1))), "pruningInSteps: expected a function to a generator, such as scoring(left, inputs); received one to 1"],
    [() => forward(network, anything([1, 2])),                          "forward: expected X to be a tensor with a shape; received Array"],
    [() => mergeParts(network, anything(null)),                         "mergeParts: expected a list of parts; received null"],
    [() => totalStatistics(anything([7])),                              "totalStatistics: expected parts, as statisticsParts returns them; received 7"],
    [() => removalCount(10, anything("0.5")),                           `removalCount: expected ${ratioIs}; received "0.5"`],
    [() => removalCount(0.5, ratio),                                    "removalCount: expected a whole number of weights ≥ 0; received 0.5"],
  ],
  "no tensors": [
    [() => weightedMoments(anything(null), inputs),                   "weightedMoments: expected X to be a tensor with a shape; received null"],
    [() => layerStatistics(inputs, anything([1])),                    "layerStatistics: expected G to be a tensor with a shape; received Array"],
    [() => scoreLayer(anything(undefined), noStatistics(network)[0]), "scoreLayer: expected weight to be a tensor with a shape; received undefined"],
    [() => scoreLayer(first.weight, anything(null)),                  "scoreLayer: expected statistics of a layer; received null"],
    [() => cheapest(anything(null), ratio),                           "cheapest: expected importances, a tensor for each layer; received null"],
    [() => cheapest(anything([null]), ratio),                         "cheapest: expected importance 0 to be a tensor with a shape; received null"],
    [() => nonlinearDefinition(network, anything(null)),              "nonlinearDefinition: expected inputs to be a tensor with a shape; received null"],
    [() => assess(network, anything(null), inputs),                   "assess: expected what prune returns, { network, masks, scores }; received null"],
    [() => finish(pruningInSteps(network, ratio, 2, anything(null))), "pruningInSteps: expected a function from a network to its scores; received null"],
  ],
  "no scores": [
    [() => cut(network, anything(null), ratio),                       "cut: expected scores of 2 layers; received null"],
    [() => cut(network, anything([firstScores, null]), ratio),        "cut: layer 1: expected scores { importance, compensation }; received null"],
  ],
  "work that is none, or has ended": [
    [() => finish(anything(null)),                                    "finish: expected work, such as pruning(network, inputs, { ratio: 0.8 }); received null"],
    [() => finish(anything(network)),                                 "finish: expected work, such as pruning(network, inputs, { ratio: 0.8 }); received an object of class Object"],
    [() => {
      const work = pruning(network, rows, { ratio });
      expect(finish(work).removed).toBe(5);
      finish(work);
    },                                                                "finish: expected work that has not ended; received work that was run before"],
  ],
};

describeRefusals(doors);
describeRefusals(unchecked);

it("run refuses work that was run before", async () => {
  const work = pruning(network, rows, { ratio });
  finish(work);
  await expect(run(work)).rejects.toThrow(
    "run: expected work that has not ended; received work that was run before",
  );
});

it.each([
  [{ signal: true }, "a signal such as that of an AbortController; received true"],
  [{ signal: {} }, "a signal such as that of an AbortController; received an object of class Object"],
  [{ signal: "stop" }, 'a signal such as that of an AbortController; received "stop"'],
  [{ onProgress: 1 }, "onProgress to be a function; received 1"],
])("%o are no options of long work", async (wrong, expected) => {
  const options: RunOptions = anything(wrong);
  await expect(run(pruning(network, rows, { ratio }), options)).rejects.toThrow(`run: expected ${expected}`);
  await expect(scoreStream(network, [inputs], options)).rejects.toThrow(`scoreStream: expected ${expected}`);
  const pruned2 = pruneStream(network, [inputs], { ratio, ...options });
  await expect(pruned2).rejects.toThrow(`pruneStream: expected ${expected}`);
});

it("a generator is refused where a compensation reads the samples once more", async () => {
  const once = (function* () {
    yield inputs;
  })();
  await expect(
    pruneStream(network, once, { ratio, strategy: "wanda", compensation: "bias" }),
  ).rejects.toThrow("pruneStream: expected batches that can be iterated more than once");
});

it("a stream of nothing that can be iterated, and options that are null, are refused", async () => {
  await expect(scoreStream(network, anything(null))).rejects.toThrow(
    "scoreStream: expected batches that can be iterated; received null",
  );
  await expect(statisticsStream(network, [inputs], anything(null))).rejects.toThrow(
    "statisticsStream: expected options, such as { signal }; received null",
  );
  await expect(scoreStream(network, [inputs], anything(null))).rejects.toThrow(
    'scoreStream: expected options, such as { strategy: "nonlinear" }; received null',
  );
});
