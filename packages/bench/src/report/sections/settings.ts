import { showCount } from "../numbers.ts";
import { list, table, text } from "../document.ts";
import type { OverallSection } from "./section.ts";

/** What was measured how, and what we chose. */
export const settings: OverallSection = ({ experiments, variations }) => {
  const all = [...experiments, ...variations.map(({ measured }) => measured)];
  const notes = new Set(all.flatMap(({ measurements }) => measurements.notes));
  return {
    title: "Settings, and our choices",
    blocks: [
      table(
        "Experiments. The learning rate is Adam's; `nonlinear` is scored on the first so many samples of one random order, all other strategies on the whole training set.",
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
