import { list, table, text } from "@espalier/pages";
import { mainStrategies, otherStrategies } from "../measured.ts";
import { showCount } from "@espalier/pages/numbers";
import { definitions } from "../words.ts";
import type { OverallSection } from "./section.ts";

/** How the networks were measured, and our choices. */
export const settings: OverallSection = ({ experiments, variations }) => {
  const all = [...experiments, ...variations.map(({ measured }) => measured)];
  const notes = new Set(all.flatMap(({ measurements }) => measurements.notes));
  return {
    title: "Settings, and our choices",
    blocks: [
      table(
        "Experiments. The learning rate is Adam's; `nonlinear` is scored on that many samples, drawn at random; all other strategies on the whole training set.",
        ["experiment", "seeds", "epochs", "batch", "learning rate", "precision", "samples of `nonlinear`"],
        all.map(({ name, baseline, measurements: { experiment } }) => [
          name,
          String(baseline().size),
          experiment.recipe.epochs.join(" + "),
          String(experiment.recipe.batch),
          String(experiment.recipe.learningRate),
          experiment.recipe.precision,
          showCount(experiment.recipe.nonlinearSamples),
        ]),
      ),
      text("Where the paper is silent:"),
      list([...notes]),
    ],
  };
};

/** The strategies that are compared, and their sources. */
export const strategies: OverallSection = ({ experiments }) => {
  const measured = [
    ...new Set(experiments.flatMap((each) => [...mainStrategies(each), ...otherStrategies(each)])),
  ];
  if (measured.length === 0) return undefined;
  return {
    title: "The comparison",
    blocks: [
      list(
        measured.map((strategy) => `\`${strategy}\`: ${definitions[strategy] ?? "a strategy of your own."}`),
      ),
      text(
        "The proposed method belongs to a family. Mean replacement and NoiseOut remove something and let a bias compensate for its mean ([arXiv:1611.06211](https://arxiv.org/abs/1611.06211)); " +
          "FLAP ([arXiv:2312.11983](https://arxiv.org/abs/2312.11983)) and variance-based pruning ([arXiv:2507.12988](https://arxiv.org/abs/2507.12988)) rank by the variance that is lost; Optimal Brain Damage (LeCun, Denker, Solla 1990) and Optimal Brain Surgeon (Hassibi, Stork 1993) rank by " +
          "the curvature, and the latter moves all other weights. G is new: each sample counts, in the mean and the variance, as much as the outputs depend on the neuron there. With G constant the method is " +
          "`mean-replacement`, as it always is in the last layer; if the kept weights of a row change too, not only the bias, it is `obs`. So these two show what G contributes, and what a bias cannot do.",
      ),
      text(
        "Only `gradient-magnitude` uses labels: the tests compute all other scores from data whose labels throw an error when they are read.",
      ),
    ],
  };
};
