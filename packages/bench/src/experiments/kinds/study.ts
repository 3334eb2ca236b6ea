import type * as v from "valibot";
import type { Recipe } from "../../cases/recipe.ts";
import type { Read } from "@espalier/pages/results";
import type { TaskContext } from "../context.ts";

/**
 * An experiment beyond the comparisons of strategies: a file each. Its name in the table of studies is the kind of its units, its
 * field in {@link Experiment.studies}, and the list of its rows in the file of measurements.
 */
export interface Study<
  Options extends v.GenericSchema = v.GenericSchema,
  Row extends v.GenericSchema = v.GenericSchema,
  Fields extends object = object,
> {
  /** What an experiment says about it. */
  readonly options: Options;
  readonly row: Row;
  /** Whether it starts from the trained network; true by default. */
  readonly needsBaseline?: boolean;
  /** Distinguishes its units of one seed. */
  readonly units: (options: Read<Options>, seed: number) => readonly Fields[];
  /** Epochs of training of a unit, and passes over the data that take about as long. */
  readonly passes: (unit: Fields, options: Read<Options>, epochs: Recipe["epochs"]) => number;
  readonly measure: (unit: Fields, options: Read<Options>, context: TaskContext) => readonly Read<Row>[];
}

/** A study, with its types inferred. */
export const study = <
  Options extends v.GenericSchema,
  Row extends v.GenericSchema,
  const Fields extends object,
>(
  definition: Study<Options, Row, Fields>,
): Study<Options, Row, Fields> => definition;
