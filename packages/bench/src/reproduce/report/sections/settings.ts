import { list, table, text } from "../document.ts";
import type { SectionOf } from "./section.ts";

/** What was measured how, and what we chose. */
export const settings: SectionOf = ({ experiments, variations }) => {
  const all = [...experiments, ...variations.map(({ measured }) => measured)];
  const notes = new Set(all.flatMap(({ measurements }) => measurements.notes));
  return {
    id: "settings",
    title: "Settings, and our choices",
    blocks: [
      table(
        "Experiments. The learning rate is Adam's.",
        ["experiment", "seeds", "epochs", "batch", "learning rate", "precision"],
        all.map(({ name, baseline, measurements: { experiment } }) => [
          name,
          String(baseline().size),
          experiment.recipe.epochs.join(" + "),
          String(experiment.recipe.batch),
          String(experiment.recipe.learningRate),
          experiment.recipe.precision,
        ]),
      ),
      text("Where the paper is silent:"),
      list([...notes]),
    ],
  };
};
