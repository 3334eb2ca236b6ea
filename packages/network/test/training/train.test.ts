import { full, reference, rows, seededRandom, takeRows, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  adamDefaults,
  adamStart,
  adamStep,
  cloneNetwork,
  evaluate,
  finish,
  lossGradients,
  parametersOf,
  train,
  training,
} from "../../src/index.ts";
import type { Network, Progress, TrainOptions } from "../../src/index.ts";
import { gradientTree, partGradients } from "../../src/training/part-gradients.ts";
import { problems } from "../support/problems.ts";

describe.each(problems)("training by $loss", ({ loss, samples, network }) => {
  const options = (seed = 1): TrainOptions => ({ loss, epochs: 3, batch: 20, random: seededRandom(seed) });
  const after = (more: Partial<TrainOptions> = {}): Network =>
    finish(train(network, samples, { ...options(), ...more }));

  it("leaves the network it was handed as it was", () => {
    const before = cloneNetwork(network);
    expect(after()).not.toEqual(before);
    expect(network).toEqual(before);
  });

  it("gives the same bits for the same seed, others for another", () => {
    expect(after()).toEqual(after());
    expect(after({ random: seededRandom(2) })).not.toEqual(after());
  });

  it("goes on where it was, when it is handed the state of Adam and the rest of the stream", () => {
    const random = seededRandom(1);
    const half = finish(training(network, samples, { ...options(), epochs: 1, random }));
    const { first } = half.state;
    const before = first.map(({ data }) => data.slice());
    const rest = train(half.network, samples, { ...options(), epochs: 2, random, state: half.state });
    expect(finish(rest)).toEqual(after());
    expect(first.map(({ data }) => data)).toEqual(before);
  });

  it("refuses a state of Adam that is of another network", () => {
    const { state } = finish(training(network, samples, { ...options(), epochs: 0 }));
    expect(() => after({ state: { ...state, second: state.second.slice(1) } })).toThrow(
      /train: expected a state of Adam with moments \[/,
    );
  });

  it("lowers the loss to less than a tenth", () => {
    const learnt = after({ epochs: 200, learningRate: 0.01 });
    expect(evaluate(learnt, samples, loss).loss).toBeLessThan(evaluate(network, samples, loss).loss / 10);
  });

  it("is Adam on batches in a new order every epoch, the last batch being what is left", () => {
    const trained = cloneNetwork(network);
    const parameters = parametersOf(trained);
    const state = adamStart(parameters);
    const random = seededRandom(1);
    const [N] = samples.inputs.shape;
    for (let epoch = 0; epoch < 3; epoch++) {
      const order = Array.from({ length: N }, (_, n) => n); // Fisher and Yates
      for (let last = N - 1; last > 0; last--) {
        const chosen = Math.floor(random() * (last + 1));
        [order[last], order[chosen]] = [order[chosen], order[last]];
      }
      for (const [from, to] of [
        [0, 20],
        [20, 40],
        [40, 60],
        [60, 80],
        [80, 96],
      ]) {
        const chosen = order.slice(from, to);
        const batch = {
          inputs: takeRows(samples.inputs, chosen),
          targets: takeRows(samples.targets, chosen),
        };
        adamStep(parameters, lossGradients(loss)(trained, batch).gradients, state, adamDefaults);
      }
    }
    expect(after()).toEqual(trained);
  });

  it("takes 128 samples a step by default", () => {
    const repeated = Array.from({ length: 129 }, (_, n) => n % 96);
    const more = {
      inputs: takeRows(samples.inputs, repeated),
      targets: takeRows(samples.targets, repeated),
    };
    const [untold, told, other] = [undefined, 128, 129].map((batch) =>
      finish(train(network, more, { ...options(), batch })),
    );
    expect(untold).toEqual(told);
    expect(untold).not.toEqual(other);
  });

  it("of no epochs changes nothing", () => {
    expect(after({ epochs: 0 })).toEqual(network);
  });

  it("passes the options of Adam on", () => {
    for (const more of [{ learningRate: 0.01 }, { beta1: 0.5 }, { beta2: 0.5 }, { epsilon: 1 }])
      expect(after(more)).not.toEqual(after());
  });
});

describe("the progress of training", () => {
  const [{ loss, samples, network }] = problems;
  const reports = (batch: number, epochs: number): Progress[] => [
    ...train(network, samples, { loss, epochs, batch, random: seededRandom(1) }),
  ];

  it("rises to the last epoch, and every report has a finite loss", () => {
    const all = reports(1, 2);
    expect(all.map(({ done }) => done)).toEqual([50 / 96, 1, 1 + 50 / 96, 2]);
    for (const report of all) {
      expect(report).toMatchObject({ stage: "train", total: 2 });
      expect(Number.isFinite(report.loss)).toBe(true);
    }
  });

  it("counts the last, smaller batch by its size: with a rate of 0 the loss is that of all samples", () => {
    const options = { loss, epochs: 1, batch: 90, random: seededRandom(1), learningRate: 0 };
    const [report] = [...train(network, samples, options)];
    // Equal but for the order of a hundred numbers.
    expect(Math.abs(report.loss! / evaluate(network, samples, loss).loss - 1)).toBeLessThan(1e-14);
  });

  it("has the name of its stage, and errors that of the function", () => {
    const options = { loss, epochs: 1, random: seededRandom(1), stage: "fine-tune" };
    expect([...train(network, samples, options)].map(({ stage }) => stage)).toEqual(["fine-tune"]);
    expect(() => finish(train(network, samples, { ...options, epochs: -1 }))).toThrow(/^train: /);
  });
});

describe("training that diverges", () => {
  const [{ loss, samples, network }] = problems;
  const diverge = (epochs: number, learningRate: number) => () =>
    finish(train(network, samples, { loss, epochs, learningRate, random: seededRandom(1) }));

  it("stops at the first loss that is not finite", () => {
    expect(diverge(5, 1e200)).toThrow("train: expected a finite loss; received NaN in step 0 of epoch 1");
  });

  it("is noticed even in its last step", () => {
    // One step, whose gradient is above 1: the step itself is too large for a number.
    const far = { ...samples, targets: full(samples.targets.shape, 1e6) };
    const options = { loss, epochs: 1, learningRate: Number.MAX_VALUE, random: seededRandom(1) };
    expect(() => finish(train(network, far, options))).toThrow(
      /^train: layer 0: expected finite numbers in weight; received -?Infinity/,
    );
  });

  it("names the step of the epoch", () => {
    const two = { inputs: rows(samples.inputs, 0, 2), targets: rows(samples.targets, 0, 2) };
    const options = { loss, epochs: 1, batch: 1, learningRate: 1e200, random: seededRandom(1) };
    expect(() => finish(train(network, two, options))).toThrow(/received NaN in step 1 of epoch 0$/);
  });
});

describe("a batch in parts", () => {
  const [{ loss, samples, network }] = problems;
  const rates = { loss, epochs: 1, batch: 96 };
  const after = (part: number | undefined): Network =>
    finish(train(network, samples, { ...rates, part, random: seededRandom(1) }));

  it("of one part has the bits of a batch that is not cut", () => {
    expect(after(96)).toEqual(after(undefined));
    expect(after(1000)).toEqual(after(undefined));
  });

  it("has the gradient of the whole batch, up to the rounding of a sum in another order", () => {
    const arena = reference.arena();
    const rowsOfAll = Uint32Array.from({ length: 96 }, (_, n) => n);
    const [{ loss: value, gradients }, ...others] = [96, 40, 7, 1].map((part) => {
      const found = partGradients(loss, network, samples, part, arena)(rowsOfAll, 96);
      return { ...found, gradients: found.gradients.map(({ data }) => [...data]) };
    });
    for (const other of others) {
      expect(Math.abs(other.loss / value - 1)).toBeLessThan(1e-13); // of 96 numbers
      for (const [k, data] of gradients.entries()) {
        const largest = data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
        for (const [at, each] of data.entries())
          expect(Math.abs(other.gradients[k][at] - each)).toBeLessThanOrEqual(1e-13 * largest);
      }
    }
  });

  it("is added in pairs, and pairs of pairs", () => {
    // 1 + 2⁻⁵³ is 1, but two of these make 1 + 2⁻⁵²: only this order gives it.
    const small = 2 ** -53;
    const tree = gradientTree([tensor([0])], reference.arena());
    const total = (numbers: readonly number[]): number => {
      for (const each of numbers) tree.add({ loss: each, gradients: [tensor([each])] });
      const { loss: sum, gradients } = tree.total();
      expect([...gradients[0].data]).toEqual([sum]);
      return sum;
    };
    expect(total([1, 0, small, small])).toBe(1 + 2 * small);
    expect(total([small, small, 1])).toBe(1 + 2 * small);
    expect(total([1, small, small])).toBe(1);
    expect(total([1, 0, 0, 0, small, small])).toBe(1 + 2 * small);
    expect(total([3])).toBe(3);
  });
});
