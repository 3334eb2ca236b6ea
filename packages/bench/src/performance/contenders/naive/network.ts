import type { Network } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";

/** A layer, and what one sample leaves in it: what it receives, signal, output, the slope by the signal, gradients. */
export interface LoopLayer {
  readonly I: number;
  readonly J: number;
  readonly W: Float32Array;
  readonly b: Float32Array;
  readonly slope: Float32Array | undefined;
  x: Float32Array;
  readonly s: Float32Array;
  readonly y: Float32Array;
  readonly g: Float32Array;
  readonly WBar: Float32Array;
  readonly bBar: Float32Array;
  readonly slopeBar: Float32Array;
}

const single = ({ data }: Tensor): Float32Array => Float32Array.from(data);

export const loopsOf = ({ layers }: Network): LoopLayer[] =>
  layers.map(({ weight, bias, activation }) => {
    const [I, J] = weight.shape;
    const slope = activation.kind === "prelu" ? single(activation.slope) : undefined;
    const [x, s, y, g] = [J, I, I, I].map((size) => new Float32Array(size));
    const [WBar, bBar, slopeBar] = [I * J, I, 1].map((size) => new Float32Array(size));
    return { I, J, W: single(weight), b: single(bias), slope, x, s, y, g, WBar, bBar, slopeBar };
  });

interface Parameter {
  readonly theta: Float32Array;
  readonly g: Float32Array;
}

export const parametersOf = ({ W, b, slope, WBar, bBar, slopeBar }: LoopLayer): Parameter[] => [
  { theta: W, g: WBar },
  { theta: b, g: bBar },
  ...(slope ? [{ theta: slope, g: slopeBar }] : []),
];

/** The outputs for one sample. */
export function forward(layers: readonly LoopLayer[], sample: Float32Array): Float32Array {
  let x = sample;
  for (const layer of layers) {
    const { I, J, W, b, slope, s, y } = layer;
    layer.x = x;
    for (let i = 0; i < I; i++) {
      let sum = b[i];
      for (let j = 0; j < J; j++) sum += W[i * J + j] * x[j];
      s[i] = sum;
      y[i] = slope === undefined || sum > 0 ? sum : slope[0] * sum;
    }
    x = y;
  }
  return x;
}

/** From the slopes by the last signals, in its `g`, to all others; with gradients, these are added to what is there. */
export function backward(layers: readonly LoopLayer[], sample: Float32Array, gradients: boolean): void {
  for (let k = layers.length - 1; k >= 0; k--) {
    const { I, J, W, g, WBar, bBar } = layers[k];
    if (gradients) {
      const x = k === 0 ? sample : layers[k - 1].y;
      for (let i = 0; i < I; i++) {
        bBar[i] += g[i];
        for (let j = 0; j < J; j++) WBar[i * J + j] += g[i] * x[j];
      }
    }
    if (k === 0) return;
    const { s, slope, g: before, slopeBar } = layers[k - 1];
    for (let j = 0; j < J; j++) {
      let sum = 0;
      for (let i = 0; i < I; i++) sum += g[i] * W[i * J + j];
      const isNegative = slope !== undefined && s[j] <= 0;
      if (gradients && isNegative) slopeBar[0] += sum * s[j];
      before[j] = isNegative ? slope[0] * sum : sum;
    }
  }
}

/** The slopes of output m by all signals, into `g` of each layer. */
export function sweep(layers: readonly LoopLayer[], x: Float32Array, m: number): void {
  if (m === 0) forward(layers, x);
  const { g } = layers[layers.length - 1];
  g.fill(0);
  g[m] = 1;
  backward(layers, x, false);
}
