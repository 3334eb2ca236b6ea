import { batchStatistics, cut, forward, scoreLayer, seededRandom, tensor } from "@espalier/prune";
import type { LayerScores, LayerStatistics, Network, Tensor } from "@espalier/prune";
import * as elementary from "@espalier/tensor/elementary";
import { networkFrom, SIZES, statisticsFrom, wholeFrom } from "./digits-numbers.ts";
import { drawings } from "./drawings.ts";
import { inkLevel } from "./ink.ts";

/** The files of this scene: see data/digits.ts, which writes them. */
export interface DigitFiles {
  readonly network: ArrayBuffer;
  readonly statistics: ArrayBuffer;
  /** Networks with compensation by the whole network, computed ahead, by their ratio. */
  readonly whole: ReadonlyMap<number, ArrayBuffer>;
}

export const wholeRatios = [0.9, 0.95, 0.98] as const;

/** The inputs that the proposed method gets its statistics from: the training digits of MNIST, drawings of ours, or noise. */
export const calibrations = ["mnist", "strokes", "noise"] as const;
export type Calibration = (typeof calibrations)[number];

/** Drawings of each digit; those to test on are others than those to calibrate on. */
const EACH = 20;
const SEEDS = { calibration: 1, test: 2 } as const;

/** Which weights remain, and what they read. */
export interface DigitOptions {
  readonly ratio: number;
  readonly calibration: Calibration;
}

/** What one network makes of a drawing. */
export interface Answer {
  readonly name: string;
  /** Of each digit. */
  readonly probabilities: readonly number[];
  /** The weights that read each pixel, Σ_i W_ij² over those that are kept. */
  readonly read: readonly number[];
  readonly pixels: number;
  readonly removed: number;
  /** Whether a layer has no weight left, so that every drawing gets the same answer. */
  readonly isCut: boolean;
}

/** The network of the digits and what prunes it. */
export class Digits {
  readonly network: Network;
  readonly #magnitude: readonly LayerScores[];
  readonly #proposed = new Map<Calibration, readonly LayerScores[]>();
  readonly #whole: ReadonlyMap<number, Network>;
  #test: Tensor | undefined;

  constructor({ network, statistics, whole }: DigitFiles) {
    this.network = networkFrom(new Float32Array(network));
    this.#magnitude = this.network.layers.map(({ weight: { shape, data } }) => ({
      importance: { shape, data: Float64Array.from(data, Math.abs) },
      compensation: { shape, data: new Float64Array(data.length) },
    }));
    this.#proposed.set("mnist", scoresBy(this.network, statisticsFrom(new Float32Array(statistics))));
    this.#whole = new Map([...whole].map(([ratio, bytes]) => [ratio, wholeFrom(this.network, bytes)]));
  }

  /** The answers of the dense and of each pruned network to a drawing of levels 0 to 3. */
  answers(ink: Uint8Array, options: DigitOptions): Answer[] {
    const X = tensor([Array.from(ink, inkLevel)]);
    return this.#networks(options).map(([name, network]) => answerOf(name, network, X));
  }

  /** The fraction of other drawings of ours that each network reads correctly. */
  read(options: DigitOptions): number[] {
    const X = (this.#test ??= drawings(EACH, SEEDS.test));
    return this.#networks(options).map(([, network]) => {
      const outputs = forward(network, X).data;
      const right = Array.from({ length: X.shape[0] }, (_, n) => {
        const row = outputs.subarray(10 * n, 10 * n + 10);
        return row.indexOf(Math.max(...row)) === Math.floor(n / EACH);
      });
      return right.filter(Boolean).length / right.length;
    });
  }

  #networks({ ratio, calibration }: DigitOptions): [name: string, network: Network][] {
    // The network by the whole network was computed ahead, on MNIST.
    const whole = calibration === "mnist" ? this.#whole.get(ratio) : undefined;
    return [
      ["dense", this.network],
      ["elimination-compensation", cut(this.network, this.#scores(calibration), ratio).network],
      ...(whole === undefined ? [] : ([["network", whole]] as [string, Network][])),
      ["magnitude", cut(this.network, this.#magnitude, ratio).network],
    ];
  }

  #scores(calibration: Calibration): readonly LayerScores[] {
    const known = this.#proposed.get(calibration);
    if (known !== undefined) return known;
    const scores = scoresBy(this.network, batchStatistics(this.network, calibrationInputs(calibration)));
    this.#proposed.set(calibration, scores);
    return scores;
  }
}

/** As many drawings of ours, or pictures whose pixels have random levels. */
export function calibrationInputs(calibration: Calibration): Tensor {
  if (calibration === "strokes") return drawings(EACH, SEEDS.calibration);
  const random = seededRandom(SEEDS.calibration);
  const pixel = (): number => inkLevel(Math.floor(4 * random()));
  return tensor(Array.from({ length: 10 * EACH }, () => Array.from({ length: SIZES[0] }, pixel)));
}

const scoresBy = ({ layers }: Network, statistics: readonly LayerStatistics[]): LayerScores[] =>
  layers.map(({ weight }, k) => scoreLayer(weight, statistics[k]));

function answerOf(name: string, network: Network, X: Tensor): Answer {
  const logits = forward(network, X).data;
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => elementary.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const [I, J] = network.layers[0].weight.shape;
  const W = network.layers[0].weight.data;
  const read = Array.from({ length: J }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < I; i++) sum += W[i * J + j] ** 2;
    return sum;
  });
  const zeros = network.layers.map(({ weight: { data } }) => Array.from(data).filter((w) => w === 0).length);
  return {
    name,
    probabilities: powers.map((power) => power / total),
    read,
    pixels: read.filter((sum) => sum > 0).length,
    removed: zeros.reduce((sum, count) => sum + count, 0),
    isCut: network.layers.some(({ weight: { data } }, k) => zeros[k] === data.length),
  };
}
