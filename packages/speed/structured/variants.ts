import { forward, initialNetwork, prune, seededRandom } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { sparseForward, toSparse } from "@espalier/prune/sparse";
import { randomUniform } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/** A network, and the function that computes it in memory. */
export interface Variant {
  readonly of: readonly number[];
  readonly name: string;
  readonly network: Network;
  readonly isSparse: boolean;
}

export const shapes: readonly (readonly number[])[] = [
  [784, 32, 32, 10],
  [784, 256, 256, 10],
];
const shares: readonly number[] = [0.5, 0.7, 0.9];

/** The variants of all shapes. */
export const allVariants = (): Variant[] => shapes.flatMap(variantsOf);

/** Untrained networks, since the time does not depend on the numbers: neurons or weights go by size. */
const variantsOf = (sizes: readonly number[]): Variant[] => {
  const network = initialNetwork({ sizes, random: seededRandom(1), activation: "relu", dtype: "f32" });
  const X = inputs(sizes[0], 8);
  const hidden = sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const common = { strategy: "magnitude", compensation: "none" } as const;
  const show = (share: number): string => `${Math.round(100 * share)} %`;
  return [
    { of: sizes, name: "dense", network, isSparse: false },
    ...shares.map((share) => ({
      of: sizes,
      name: `neurons ${show(share)}`,
      network: evenly(network, X, share, hidden),
      isSparse: false,
    })),
    {
      of: sizes,
      name: "2:4",
      network: prune(network, X, { ratio: 0.5, granularity: "2:4", ...common }).network,
      isSparse: true,
    },
    ...shares.map((share) => ({
      of: sizes,
      name: `weights ${show(share)}`,
      network: prune(network, X, { ratio: share, ...common }).network,
      isSparse: true,
    })),
  ];
};

/** Without a share of the neurons of each layer. */
const evenly = (network: Network, X: Tensor, share: number, hidden: number): Network =>
  prune(network, X, {
    granularity: "neuron",
    count: Math.round(share * hidden),
    compensation: "none",
    strategy: {
      kind: "units",
      name: "by position",
      compensation: "none",
      *score({ layers }, { layers: asked }) {
        yield { stage: "scores", done: 1, total: 1 };
        return asked.map((k) => {
          const [, J] = layers[k].weight.shape;
          return Float64Array.from({ length: J }, (_, j) => j / J);
        });
      },
    },
  }).network;

/** Samples in [0, 1], f32. */
export const inputs = (width: number, samples: number): Tensor =>
  randomUniform([samples, width], 0, 1, seededRandom(2), "f32");

/** A forward pass of each variant. */
export const passesOf = (variants: readonly Variant[], samples: number): (() => unknown)[] =>
  variants.map(({ network, isSparse, of }) => {
    const X = inputs(of[0], samples);
    if (!isSparse) return () => forward(network, X);
    const sparse = toSparse(network);
    return () => sparseForward(sparse, X);
  });
