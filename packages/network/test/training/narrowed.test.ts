import { randomNormal, reference, seededRandom } from "@espalier/tensor";
import { expect, it } from "vitest";
import { finish, initialNetwork, parametersOf, training } from "../../src/index.ts";
import type { AdamState, Network, Samples, Trained, TrainOptions } from "../../src/index.ts";
import { narrowedTraining } from "../../src/training/narrowed.ts";
import { partGradients } from "../../src/training/part-gradients.ts";
import { trainingIn, trainingPlan } from "../../src/training/steps.ts";

const [J, N] = [40, 60];
const network = initialNetwork({ sizes: [J, 5, 4, 2], random: seededRandom(1) });
const samples: Samples = {
  inputs: randomNormal([N, J], seededRandom(2)),
  targets: randomNormal([N, 2], seededRandom(3)),
};
/** No kept weight reads three of four inputs; of the others, some do. */
const masks = network.layers.map(({ weight }, k) =>
  Uint8Array.from(weight.data, (_, at) => Number(k > 0 ? at % 3 > 0 : at % J < 10 && at % 7 > 0)),
);
const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
  loss: "mean-squared-error",
  epochs: 2,
  batch: 25,
  random: seededRandom(4),
  masks,
  ...more,
});

/** The training with all inputs. */
function onAllInputs(own: Network, given: TrainOptions): Trained {
  const plan = trainingPlan("train", own, samples, given);
  const arena = reference.arena();
  const { network: trained, steps } = trainingIn(arena, plan);
  const gradientOf = partGradients(plan.loss, trained, samples, plan.part, arena);
  const all = steps();
  for (let step = all.next(undefined); ;) {
    if (step.done === true) return step.value;
    step = all.next(
      step.value instanceof Uint32Array ? gradientOf(step.value, step.value.length) : undefined,
    );
  }
}

const narrowOf = (given: TrainOptions): number =>
  narrowedTraining(trainingPlan("train", network, samples, given), samples).samples.inputs.shape[1];

it("leaves out the inputs that no kept weight reads, up to whole vectors", () => {
  expect(narrowOf(options())).toBe(16);
  expect(narrowOf(options({ masks: undefined }))).toBe(J);
  expect(narrowOf(options({ epochs: 0 }))).toBe(J);
  expect(narrowOf(options({ masks: masks.map((mask) => mask.map(() => 1)) }))).toBe(J);
  expect(narrowOf(options({ masks: masks.map((mask) => mask.map(() => 0)) }))).toBe(8);
});

it("has the bits of a training with all inputs, and the state of Adam", () => {
  const expected = onAllInputs(network, options());
  expect(finish(training(network, samples, options()))).toEqual(expected);
  const { state } = expected;
  const continued = options({ state, random: seededRandom(5) });
  expect(finish(training(expected.network, samples, continued))).toEqual(
    onAllInputs(expected.network, options({ state, random: seededRandom(5) })),
  );
});

it("forgets moments of removed weights, as a training with all inputs does", () => {
  const full = (value: number): AdamState["first"] =>
    parametersOf(network).map(({ shape, data }) => ({ shape, data: data.map(() => value) }));
  const state: AdamState = { steps: 3, first: full(0.1), second: full(0.2) };
  const given = (): TrainOptions => options({ state, random: seededRandom(6) });
  expect(finish(training(network, samples, given()))).toEqual(onAllInputs(network, given()));
});

it("has them where no weight of the first layer stays", () => {
  const none = masks.map((mask, k) => (k === 0 ? mask.map(() => 0) : mask));
  const given = (): TrainOptions => options({ masks: none, random: seededRandom(7) });
  expect(finish(training(network, samples, given()))).toEqual(onAllInputs(network, given()));
});
