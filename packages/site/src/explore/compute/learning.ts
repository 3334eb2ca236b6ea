import * as elementary from "@espalier/tensor/elementary";
import { evaluate, seededRandom } from "@espalier/prune";
import type { Network, Samples } from "@espalier/prune";
import { soilSamples } from "../models/index.ts";
import { samplesOf } from "../models/samples.ts";
import { fieldOf } from "./field.ts";
import type { Field } from "./field.ts";
import { Learner } from "./learn.ts";

export const dataNames = ["soil", "wave", "ring", "spirals"] as const;
export type DataName = (typeof dataNames)[number];

const POINTS = 400;

/** The samples of a data set; those that are drawn have a seed of their own. */
export function dataOf(name: DataName): Samples {
  if (name === "soil") return soilSamples;
  const random = seededRandom(7);
  const between = (low: number, high: number): number => low + (high - low) * random();
  return samplesOf(
    Array.from({ length: POINTS }, (_, n): [number, number, number] => {
      if (name === "spirals") return spiralPoint(n, between);
      const [x, y] = [between(-1, 1), between(-1, 1)];
      if (name === "wave") return [x, y, elementary.sin(3 * x) * elementary.cos(2 * y)];
      return [x, y, Math.abs(Math.sqrt(x * x + y * y) - 0.62) < 0.24 ? 1 : -1];
    }),
  );
}

/** Two arms of three quarters of a turn, +1 and −1. */
function spiralPoint(n: number, between: (low: number, high: number) => number): [number, number, number] {
  const sign = n % 2 === 0 ? 1 : -1;
  const along = Math.sqrt(between(0.02, 1));
  const angle = along * 1.5 * Math.PI;
  const noise = (): number => between(-0.05, 0.05);
  return [
    sign * along * elementary.cos(angle) + noise(),
    sign * along * elementary.sin(angle) + noise(),
    sign,
  ];
}

export interface LearnView {
  readonly epoch: number;
  /** The mean loss of each epoch up to this one. */
  readonly losses: readonly number[];
  /** Over all samples, after the epoch. */
  readonly loss: number;
  readonly weights: readonly (readonly number[])[];
  readonly field: Field;
  /** x, y and target of each sample, each input scaled to [0, 1]. */
  readonly points: readonly (readonly [number, number, number])[];
}

/** A training that remembers the network after each epoch, so that the reader can go back. */
class Recorded {
  readonly learner: Learner;
  readonly networks: Network[];

  constructor(samples: Samples, seed: number) {
    this.learner = new Learner(samples, seed);
    this.networks = [this.learner.network];
  }

  at(epoch: number): Network {
    while (this.networks.length <= epoch) {
      this.learner.advance(1);
      this.networks.push(this.learner.network);
    }
    return this.networks[epoch];
  }
}

let current: { readonly name: string; readonly recorded: Recorded } | undefined;

/** The training of a seed on a data set, after some epochs. */
export function learning({
  data,
  seed,
  epoch,
}: {
  readonly data: DataName;
  readonly seed: number;
  readonly epoch: number;
}): LearnView {
  const name = `${data} ${seed}`;
  const samples = dataOf(data);
  if (current?.name !== name) current = { name, recorded: new Recorded(samples, seed) };
  const network = current.recorded.at(epoch);
  return {
    epoch,
    losses: current.recorded.learner.losses.slice(0, epoch),
    loss: evaluate(network, samples, "mean-squared-error").loss,
    weights: network.layers.map(({ weight }) => [...weight.data]),
    field: fieldOf(network, samples.inputs, 48),
    points: pointsOf(samples),
  };
}

function pointsOf({ inputs, targets }: Samples): [number, number, number][] {
  const [N] = inputs.shape;
  const column = (j: number): number[] => Array.from({ length: N }, (_, n) => inputs.data[2 * n + j]);
  const scaled = (values: readonly number[]): number[] => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (value - low) / (high - low));
  };
  const [x, y] = [scaled(column(0)), scaled(column(1))];
  return x.map((value, n) => [value, y[n], targets.data[n]]);
}
