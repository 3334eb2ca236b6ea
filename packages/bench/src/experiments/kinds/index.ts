import type { TaskContext } from "../context.ts";
import type { Experiment } from "../experiment.ts";
import type { Entry } from "../results.ts";
import { baseline, comparisonUnits, fineTuned, fromScratch, pruned } from "./comparison.ts";
import type { Kind, Unit } from "./kind.ts";
import { studies, studyNames } from "./studies.ts";
import type { StudyName } from "./studies.ts";
import type { Study } from "./study.ts";

/** A study as a kind of unit. */
function kindOfStudy(name: StudyName): Kind {
  const { needsBaseline = true, passes, measure } = studies[name] as unknown as Study; // of its own options and units
  const optionsOf = (experiment: Experiment): unknown => experiment.studies[name];
  return {
    needsBaseline,
    passes: (unit, experiment) => passes(unit, optionsOf(experiment), experiment.recipe.epochs),
    measure(unit, experiment, context: TaskContext) {
      let studied = 0;
      const timed: TaskContext["timed"] = (label, work) => {
        const [result, seconds] = context.timed(label, work);
        studied += seconds;
        return [result, seconds];
      };
      const rows = measure(unit, optionsOf(experiment), { ...context, timed });
      return { entries: rows.map((row) => ({ list: name, row }) as Entry), costs: { studied } }; // rows of its list
    },
  };
}

const kinds: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    baseline,
    pruned,
    "fine-tuned": fineTuned,
    "from-scratch": fromScratch,
    ...Object.fromEntries(studyNames.map((name) => [name, kindOfStudy(name)])),
  } as unknown as Record<string, Kind>), // a kind only ever gets units of its name
);

export function kindOf({ kind }: Unit): Kind {
  const found = kinds.get(kind);
  if (found === undefined) throw new Error(`no kind of unit is named ${kind}`);
  return found;
}

/** Everything that an experiment measures, each once, in the order in which results are written. */
export const unitsOf = (experiment: Experiment): Unit[] =>
  Array.from({ length: experiment.seeds }, (_, seed) => [
    { kind: "baseline", seed },
    ...comparisonUnits(experiment, seed),
    ...studyNames.flatMap((name) => {
      const options = experiment.studies[name];
      const { units } = studies[name] as unknown as Study; // of its own options
      return options === undefined
        ? []
        : units(options, seed).map((fields) => ({ kind: name, seed, ...fields }));
    }),
  ]).flat();

/** The ratios that one unit of a study measures together; none for a unit with a ratio of its own. */
export function ratiosOf({ studies: asked }: Experiment, unit: Unit): readonly number[] {
  const options = asked[unit.kind as StudyName]; // undefined for a unit of another kind
  if (options === undefined || "ratio" in unit) return [];
  if ("ratios" in options) return options.ratios;
  const own = options.methods.find(({ name }) => "method" in unit && name === unit.method);
  return own !== undefined && "amounts" in own ? own.amounts : [];
}
