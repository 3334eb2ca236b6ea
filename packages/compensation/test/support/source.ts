import type { Network } from "@espalier/network";
import { randomNormal, seededRandom, tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Problem } from "../../src/gauss-newton/ask.ts";
import { knownOutputs } from "../../src/gauss-newton/known-outputs.ts";
import type { LocalSource } from "../../src/gauss-newton/local-answers.ts";
import { localBatch } from "../../src/gauss-newton/local-batch.ts";
import { chunksOf } from "../../src/gauss-newton/samples.ts";
import { memorySampler } from "../../src/samples/sampler.ts";

const random = seededRandom(2);
const [first, second, third] = [
  [9, 6],
  [5, 9],
  [3, 5],
].map(([I, J]) => ({ weight: randomNormal([I, J], random), bias: randomNormal([I], random) }));

/** Its second layer has a slope for each neuron. */
export const dense: Network = {
  layers: [
    { ...first, activation: { kind: "tanh" } },
    { ...second, activation: { kind: "prelu", slope: tensor([0.1, 0.2, 0.3, 0.4, 0.5]) } },
    { ...third, activation: { kind: "identity" } },
  ],
};

export const inputs = randomNormal([64, 6], seededRandom(1));

/** Without some 60 % of its weights. */
export const masks = dense.layers.map(({ weight }) =>
  Uint8Array.from(weight.data, () => Number(random() > 0.6)),
);

export const withoutRemoved = ({ layers }: Network): Network => ({
  layers: layers.map((layer, k) => {
    const { shape, data } = layer.weight;
    return { ...layer, weight: { shape, data: data.map((w, at) => (masks[k][at] === 0 ? 0 : w)) } };
  }),
});

/** Batches of samples in memory, whose outputs should be those of a network, and a record of what was asked. */
export interface RecordedSource extends LocalSource {
  readonly problems: Problem[];
  /** The number of batches that are not released yet, and the most so far. */
  readonly open: { now: number; most: number };
}

export function sourceOf(network: Network, X: Tensor): RecordedSource {
  const { pick } = memorySampler({ inputs: X, targets: undefined }, seededRandom(4));
  const outputs = knownOutputs(network, X);
  const problems: Problem[] = [];
  const open = { now: 0, most: 0 };
  return {
    problems,
    open,
    *scores() {
      yield* [];
      throw new Error("a solver asks for no scores");
    },
    batch(problem) {
      problems.push(problem);
      open.most = Math.max(open.most, ++open.now);
      const picked = pick(problem.samples);
      const batch = localBatch(problem, chunksOf(picked, outputs(picked.rows), problem.columns));
      return {
        ...batch,
        release() {
          open.now--;
          batch.release();
        },
      };
    },
  };
}
