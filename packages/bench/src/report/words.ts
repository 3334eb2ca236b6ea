import type { Recipe } from "../cases/recipe.ts";
import { proposed, wholeNetwork } from "../experiments/strategies.ts";
import { weightsOf } from "@espalier/speed/counting";
import { showCount } from "@espalier/pages/numbers";

/** Each strategy in a sentence, with the letters of the paper: E is the mean over the training set. */
export const definitions: Readonly<Record<string, string>> = {
  [proposed]:
    "the proposed method: removes the weights whose removal changes the output least after the neuron's own bias has been " +
    "shifted by the best δ, and applies that shift: I = W² E[G] Var_G(x), with G the squared sensitivity of the output " +
    "to the neuron, and the variance weighted by it.",
  [wholeNetwork]:
    "beyond the paper: the same ranking in stages, where all kept weights, biases and slopes compensate for the removed weights, from the " +
    "same samples and without labels; at the effort `quick`.",
  nonlinear:
    "the brute force of equation (3): the mean square change of the output when one weight is removed and the bias " +
    "gains W E[x], computed exactly, one weight at a time.",
  magnitude: "removes the smallest weights, by |W|.",
  "gradient-magnitude": "removes by |W ∂Loss/∂W|, with the gradient of the mean training loss.",
  random: "removes weights drawn uniformly at random.",
  "fully-connected":
    "removes nothing: a narrower dense network with as nearly as possible the same number of weights, trained from " +
    "scratch for the same total number of epochs.",
  "mean-replacement":
    "ranks by W² Var(x), and shifts the bias by W E[x]: the proposed method without its sensitivities.",
  flap: "the fluctuation score of FLAP for single weights: W² Var(x), standardised within each layer; shifts the bias by W E[x].",
  wanda:
    "removes by |W| ‖x‖, ‖x‖ the norm of the input over the training set: the same fraction of every row.",
  obd: "Optimal Brain Damage: removes by ½ W² E[Σ (∂NN/∂W)²].",
  obs:
    "Optimal Brain Surgeon, neuron by neuron: ranks by the change that is left after the kept weights of the row and its bias " +
    "have compensated for the removal as well as they can, to first order, and changes them so.",
  "magnitude-layerwise": "removes by |W|, the same fraction of every layer.",
  "random-layerwise": "removes weights drawn at random, the same fraction of every layer.",
};

const fullNames = { pde: "the diffusion–sorption equation", mnist: "MNIST" } as const;

/** `the diffusion–sorption equation with noise ±0.005` */
export const problemOf = ({
  case: case_,
  noise,
  pdebench,
}: Pick<Recipe, "case" | "noise" | "pdebench">): string =>
  fullNames[case_] +
  (pdebench === undefined ? "" : " as solved by PDEBench") +
  (noise > 0 ? ` with noise ±${noise}` : case_ === "pde" ? " without noise" : "");

/** `68-32-32-32-1 (4,256 weights) on the diffusion–sorption equation with noise ±0.005` */
export const titleOf = (recipe: Pick<Recipe, "case" | "network" | "noise" | "pdebench">): string =>
  `${recipe.network.join("-")} (${showCount(weightsOf(recipe.network))} weights) on ${problemOf(recipe)}`;

/** `1 seed`, `5 seeds`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** After what a network that has lost weights is measured. */
export type LaterStage = "pruned" | "fine-tuned";

export const stages: readonly LaterStage[] = ["pruned", "fine-tuned"];

export const when: Readonly<Record<LaterStage, string>> = {
  pruned: "Right after pruning",
  "fine-tuned": "After fine-tuning",
};

/** What a case is called in a sentence. */
export const problems: Readonly<Record<"mnist" | "pde", string>> = { mnist: "MNIST", pde: "the equation" };

export const titles = { testLoss: "Test loss", testAccuracy: "Test accuracy" } as const;

/** Titles of sections that claims link to. */
export const headings = {
  comparison: "Test loss against the pruning ratio",
  crossed: "Every ranking with every compensation",
  costs: "What it costs",
  noise: "What noise does",
} as const;
