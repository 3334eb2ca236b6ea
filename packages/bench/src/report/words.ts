import { showCount } from "./numbers.ts";
import type { Experiment } from "./summary.ts";

/** The method of the paper: drawn on top, first in every list. */
export const proposed = "elimination-compensation";

/** Each strategy in a sentence, with the letters of the paper: E is the mean over the training set. */
export const definitions: Readonly<Record<string, string>> = {
  [proposed]:
    "the proposed method: removes the weights whose absence the output feels least once the neuron's own bias has been " +
    "shifted by the best δ, and applies that shift: I = W² E[G] Var_G(x), with G the squared sensitivity of the output " +
    "to the neuron, and the variance weighted by it.",
  nonlinear:
    "the brute force of equation (3): the mean square change of the output when one weight is removed and the bias " +
    "gains W E[x], evaluated exactly, one weight at a time.",
  magnitude: "removes the smallest weights, by |W|.",
  "gradient-magnitude": "removes by |W ∂Loss/∂W|, with the gradient of the mean training loss.",
  random: "removes weights drawn uniformly at random.",
  "fully-connected":
    "removes nothing: a narrower dense network with as near as possible the same number of weights, trained from " +
    "scratch for the same total number of epochs.",
  "mean-replacement":
    "ranks by W² Var(x), and shifts the bias by W E[x]: the proposed method without its sensitivities.",
  flap: "the fluctuation score of FLAP for single weights: W² Var(x), standardised within each layer; shifts the bias by W E[x].",
  wanda:
    "removes by |W| ‖x‖, ‖x‖ the norm of the input over the training set: the same fraction of every row.",
  obd: "Optimal Brain Damage: removes by ½ W² E[Σ (∂NN/∂W)²].",
  obs:
    "Optimal Brain Surgeon, neuron by neuron: removes by what is left when the weights that are kept of the row, and its bias, " +
    "make up for it as well as they can, to first order; and moves them so.",
  "magnitude-layerwise": "removes by |W|, the same fraction of every layer.",
  "random-layerwise": "removes weights drawn at random, the same fraction of every layer.",
};

/** The dense network never had the weights removed, so it has no row right after pruning. */
export const isPruning = (strategy: string): boolean => strategy !== "fully-connected";

const problems = { pde: "the diffusion–sorption equation", mnist: "MNIST" } as const;

/** `the diffusion–sorption equation with noise ±0.005` */
export const problemOf = ({ case: case_, noise }: Pick<Experiment, "case" | "noise">): string =>
  problems[case_] + (noise > 0 ? ` with noise ±${noise}` : case_ === "pde" ? " without noise" : "");

/** `68-32-32-32-1 (4,256 weights) on the diffusion–sorption equation with noise ±0.005` */
export const titleOf = (experiment: Pick<Experiment, "case" | "network" | "noise">): string =>
  `${experiment.network.join("-")} (${showCount(weightCount(experiment.network))} weights) on ${problemOf(experiment)}`;

/** N_W = Σ d_k d_{k−1}; biases are not counted. */
export const weightCount = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, size, k) => sum + size * sizes[k], 0);

/** `1 seed`, `5 seeds`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The smallest and the largest number of seeds behind a mean. */
export function seedRange({ rows }: Experiment): readonly [least: number, most: number] {
  const groups = [
    ...Map.groupBy(rows, ({ stage, strategy, ratio }) => `${stage} ${strategy} ${ratio}`).values(),
  ];
  const sizes = groups.map(({ length }) => length);
  return sizes.length === 0 ? [0, 0] : [Math.min(...sizes), Math.max(...sizes)];
}

/** `mean ± standard deviation over 5 seeds`, `1 to 5 seeds` while a run is under way, `mean over 1 seed`. */
export function meanOf(experiment: Experiment): string {
  const [least, most] = seedRange(experiment);
  const seeds = least === most ? plural(most, "seed") : `${least} to ${plural(most, "seed")}`;
  return `mean${most > 1 ? " ± standard deviation" : ""} over ${seeds}`;
}
