import { randomNormal, seededRandom, tensor, zeros } from "@espalier/tensor";
import { expect, it } from "vitest";
import { initialNetwork, prune } from "../../src/index.ts";
import type { PrunedByStages, PruneOptions } from "../../src/index.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";
import type { Attempts } from "../../../network/test/support/refusals.ts";

const network = initialNetwork({ sizes: [2, 3, 2], random: seededRandom(1) }); // 12 weights
const inputs = tensor([[1, 2], [3, 4], [5, 7]]); // prettier-ignore
const targets = tensor([0, 1, 0]);

/** What the types forbid, and JavaScript does not. */
const odd = (name: string): never => name as never;

const solved =
  (more: Partial<PruneOptions>, X: Parameters<typeof prune>[1] = inputs) =>
  () =>
    prune(network, X, { ratio: 0.5, compensation: "network", ...more });

// prettier-ignore
const doors: Readonly<Record<string, Attempts>> = {
  "the samples": [
    [solved({}, zeros([0, 2])),                "prune: expected at least one sample; received [0, 2]"],
    [solved({}, [[1, 2]]),                     "prune: expected at least 2 samples, as many as outputs; received 1"],
    [solved({}, [[1, 2], [3, NaN]]),           "prune: expected finite inputs; received NaN in sample 1, column 1"],
    [solved({ samples: 0, random: seededRandom(1) }), "prune: expected samples to be a whole number from 1 to 3; received 0"],
    [solved({ samples: 1, random: seededRandom(1) }), "prune: expected at least 2 samples, as many as outputs; received 1"],
    [solved({ samples: 2 }),                   "prune: expected a random stream to draw samples with; received none"],
  ],
  "the ratio": [
    [solved({ ratio: 1 }),                     "prune: expected a ratio that leaves one of 12 weights; received 1"],
    [solved({ ratio: 0.96 }),                  "prune: expected a ratio that leaves one of 12 weights; received 0.96"],
    [solved({ ratio: -1 }),                    "prune: expected a ratio in [0, 1], the fraction of weights to remove; received -1"],
    [solved({ steps: 0 }),                     "prune: expected a whole number of steps ≥ 1; received 0"],
  ],
  "names": [
    [solved({ compensation: odd("all") }),     "prune: expected a compensation among none, bias, bias-joint, row, network; received all"],
    [solved({ compensation: odd("toString") }), "prune: expected a compensation among none, bias, bias-joint, row, network; received toString"],
    [() => prune(network, inputs, { ratio: 0.5, loss: odd("constructor") }), "prune: expected a loss among mean-squared-error, softmax-cross-entropy, softmax-divergence; received constructor"],
    ...(["network", "bias"] as const).flatMap((compensation): Attempts => [
      [solved({ compensation, metric: odd("kl") }),         "prune: expected a metric among outputs, softmax; received kl"],
      [solved({ compensation, metric: odd("labels") }),     "prune: expected a metric among outputs, softmax; received labels"],
      [solved({ compensation, effort: odd("most") }),       "prune: expected an effort among quick, default, thorough; received most"],
      [solved({ compensation, effort: odd("toString") }),   "prune: expected an effort among quick, default, thorough; received toString"],
      [solved({ compensation, objective: odd("loss") }),    "prune: expected an objective among dense, labels; received loss"],
      [solved({ compensation, frozen: [odd("all")] }),      "prune: expected frozen parameters among weight, bias, slope; received all"],
    ]),
  ],
  "the objective labels": [
    [solved({ objective: "labels" }),                     "prune: expected a loss, which the objective labels needs; received none"],
    [solved({ objective: "labels", targets }),            "prune: expected a loss, which the objective labels needs; received none"],
    [solved({ objective: "labels", loss: "softmax-cross-entropy" }), "prune: expected targets, which the objective labels needs; received none"],
    [solved({ objective: "labels", loss: "softmax-cross-entropy", targets: tensor([0, 1, 2]) }), "prune: expected classes 0 … 1; received 2 at sample 2"],
    [solved({ objective: "labels", loss: "mean-squared-error", targets }), "prune: expected targets [3, 2]; received [3]"],
    [solved({ objective: "labels", compensation: "bias", loss: "softmax-cross-entropy", targets }), "prune: expected the compensation bias-joint or network, for the objective labels; received bias"],
  ],
  "what is frozen": [
    [solved({ frozen: ["weight", "bias", "slope"] }),     "prune: expected one of weight, bias, slope to move, for the compensation network; received all of them frozen"],
    [solved({ compensation: "bias-joint", frozen: ["bias"] }), "prune: expected one of bias to move, for the compensation bias-joint; received all of them frozen"],
    [solved({ compensation: "bias", frozen: ["bias"] }),  "prune: expected the compensation none or network, where bias is frozen; received bias"],
    [solved({ compensation: "row", frozen: ["weight"] }), "prune: expected the compensation none or network, where weight is frozen; received row"],
    [solved({ compensation: undefined, frozen: ["bias"] }), "prune: expected the compensation none or network, where bias is frozen; received that of the strategy"],
  ],
};

describeRefusals(doors);

it("what no compensation moves may be frozen", () => {
  const plain = prune(network, inputs, { ratio: 0.5 });
  expect(prune(network, inputs, { ratio: 0.5, compensation: "bias", frozen: ["weight", "slope"] })).toEqual(
    plain,
  );
  const { network: left } = prune(network, inputs, {
    ratio: 0.5,
    compensation: "none",
    frozen: ["bias", "weight"],
  });
  for (const [k, { bias }] of left.layers.entries()) expect(bias).toEqual(network.layers[k].bias);
});

it("`samples` draws the samples of the solver too", () => {
  const many = randomNormal([50, 2], seededRandom(2));
  const stages = (samples?: number) =>
    (
      prune(network, many, {
        ratio: 0.5,
        compensation: "network",
        samples,
        random: seededRandom(3),
      }) as PrunedByStages
    ).stages;
  const [{ visits, iterations }] = stages(10);
  expect(visits % 10).toBe(0);
  expect(visits / 10).toBeLessThan(200); // ten steps of at most twelve products, and Q twice to nine times: not of fifty samples
  expect(visits / 10).toBeGreaterThan(iterations);
  expect(stages(10)).not.toEqual(stages());
});

it("a solve that does not lower Q says so: no step of those that were tried", () => {
  // At ratio 0 the network is the dense one, and Q is 0 from the start.
  const { stages, network: left } = prune(network, inputs, {
    ratio: 0,
    compensation: "network",
  }) as PrunedByStages;
  expect(stages).toHaveLength(1);
  expect(stages[0]).toMatchObject({ before: 0, after: 0, steps: 0, removed: 0 });
  expect(stages[0].tried).toBeGreaterThan(0);
  expect(left).toEqual(network);
});
