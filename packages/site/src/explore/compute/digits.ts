import { cut, forward, mapParameters, parametersOf, scoreLayer, tensor } from "@espalier/prune";
import type { LayerScores, LayerStatistics, Network, Tensor } from "@espalier/prune";
import { elementary } from "@espalier/tensor";
import { inkLevel } from "./ink.ts";

/** The files of this scene: see data/digits.ts, which writes them. */
export interface DigitFiles {
  readonly network: ArrayBuffer;
  readonly statistics: ArrayBuffer;
  /** Networks with compensation by the whole network, computed ahead, by their ratio. */
  readonly whole: ReadonlyMap<number, ArrayBuffer>;
}

export const wholeRatios = [0.9, 0.95, 0.98] as const;
const SIZES = [784, 32, 32, 10] as const;
const SAMPLES = 60_000;

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
  readonly #scores: ReadonlyMap<string, readonly LayerScores[]>;
  readonly #whole: ReadonlyMap<number, Network>;

  constructor({ network, statistics, whole }: DigitFiles) {
    this.network = networkFrom(new Float32Array(network));
    const gathered = statisticsFrom(new Float32Array(statistics));
    const proposed = this.network.layers.map(({ weight }, k) => scoreLayer(weight, gathered[k]));
    const magnitude = this.network.layers.map(({ weight: { shape, data } }) => ({
      importance: { shape, data: Float64Array.from(data, Math.abs) },
      compensation: { shape, data: new Float64Array(data.length) },
    }));
    this.#scores = new Map([
      ["elimination-compensation", proposed],
      ["magnitude", magnitude],
    ]);
    this.#whole = new Map([...whole].map(([ratio, bytes]) => [ratio, wholeFrom(this.network, bytes)]));
  }

  /** The answers of the dense and of each pruned network to a drawing of levels 0 to 3. */
  answers(ink: Uint8Array, ratio: number): Answer[] {
    const X = tensor([Array.from(ink, inkLevel)]);
    const dense = answerOf("dense", this.network, X);
    const pruned = [...this.#scores].map(([name, scores]) =>
      answerOf(name, cut(this.network, scores, ratio).network, X),
    );
    const whole = this.#whole.get(ratio);
    return [dense, ...pruned, ...(whole === undefined ? [] : [answerOf("network", whole, X)])];
  }
}

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

/** Reads tensors one after the other. */
function reader(numbers: Float32Array): (...shape: number[]) => Tensor {
  let at = 0;
  return (...shape) => {
    const size = shape.reduce((product, side) => product * side, 1);
    at += size;
    return { shape, data: Float64Array.from(numbers.subarray(at - size, at)) };
  };
}

/** The network from its parameters, layer by layer. */
export function networkFrom(numbers: Float32Array): Network {
  const next = reader(numbers);
  return {
    layers: SIZES.slice(1).map((I, k) => ({
      weight: next(I, SIZES[k]),
      bias: next(I),
      activation: k === SIZES.length - 2 ? { kind: "identity" } : { kind: "prelu", slope: next(1) },
    })),
  };
}

function statisticsFrom(numbers: Float32Array): LayerStatistics[] {
  const next = reader(numbers);
  return SIZES.slice(1).map((I, k) => {
    const J = SIZES[k];
    const weighted = { totalEnergy: next(I), mean: next(I, J), scatter: next(I, J) };
    // The scatter under equal weights is not in the file: no score of the method reads it.
    const unweighted = {
      totalEnergy: tensor([SAMPLES]),
      mean: next(1, J),
      scatter: tensor([Array.from({ length: J }, () => 0)]),
    };
    return { samples: SAMPLES, weighted, unweighted };
  });
}

/** A network from its kept weights, with the number of zeros before each one, and its other parameters. */
function wholeFrom(like: Network, bytes: ArrayBuffer): Network {
  const kept = new DataView(bytes).getUint32(0, true);
  const values = new Float32Array(bytes, 4, kept);
  const others = parametersOf(like).filter(({ shape }) => shape.length === 1);
  const rest = reader(
    new Float32Array(
      bytes,
      4 + 4 * kept,
      others.reduce((sum, { data }) => sum + data.length, 0),
    ),
  );
  const gaps = new Uint16Array(bytes, bytes.byteLength - 2 * kept, kept);
  let [entry, left] = [0, gaps[0]];
  return mapParameters(like, ({ shape, data }) => {
    if (shape.length === 1) return rest(...shape);
    const weight = new Float64Array(data.length);
    for (let at = 0; at < weight.length; at++)
      if (left > 0) left--;
      else if (entry < kept) {
        weight[at] = values[entry++];
        left = gaps[entry] ?? 0;
      }
    return { shape, data: weight };
  });
}
