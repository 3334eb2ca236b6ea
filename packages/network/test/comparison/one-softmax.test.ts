import { seededRandom, tensor } from "@espalier/tensor";
import { expect, it } from "vitest";
import { compareOutputs, distil, evaluate, finish } from "../../src/index.ts";
import type { Samples } from "../../src/index.ts";
import { twoOutputs } from "../support/two-outputs.ts";

const weight = tensor([[1, -2], [3, 0.5]]); // prettier-ignore
const network = twoOutputs([weight, weight], tensor([0, 1]), [{ name: "animal" }, { name: "colour" }]);
const inputs = tensor([[1, 2], [0, -1], [3, 0.5], [-2, 1], [1, 1]]); // prettier-ignore
const metric = "softmax";
const training = { epochs: 1, random: seededRandom(1) };
const classes: Samples = { inputs, targets: tensor([0, 1, 3, 2, 0]) };
const loss = "softmax-cross-entropy";

const ofMetric = (who: string): string =>
  `${who}: expected a network of one output, for the metric softmax (choose an output of the file by --output NAME), or the metric outputs; received 2 outputs: "animal", "colour"`;
const ofLoss = (who: string): string =>
  `${who}: expected a network of one output, for the loss softmax-cross-entropy (choose an output of the file by --output NAME), or the loss mean-squared-error; received 2 outputs: "animal", "colour"`;

// prettier-ignore
const refusals: readonly (readonly [message: string, call: () => unknown])[] = [
  [ofMetric("distil"),         () => finish(distil(network, network, inputs, { ...training, metric }))],
  [ofLoss("evaluate"),         () => evaluate(network, classes, loss)],
];

it.each(refusals)("no softmax joins the classes of two outputs: %s", (message, call) => {
  expect(call).toThrow(message);
});

it("each output counts by its square in the metric outputs", () => {
  expect(compareOutputs(network, network, inputs).relative).toBe(0);
});
