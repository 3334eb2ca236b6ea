import { FormatError } from "@espalier/tensor";
import { cases } from "../cases/index.ts";
import type { Experiment } from "./experiment.ts";
import type { Line } from "./journal.ts";
import { linesOf } from "./lines.ts";
import { listNames } from "./results.ts";
import type { Entry, Lists, Measurements } from "./results.ts";
import { readMeasurements } from "./schema.ts";
import { idOf, unitsOf } from "./unit.ts";

/** What the journal says of an experiment so far, in the order of its units, whichever was measured first. */
export function measurementsOf(experiment: Experiment, lines: ReadonlyMap<string, Line>): Measurements {
  const entries = unitsOf(experiment).flatMap((unit) => lines.get(idOf(experiment, unit))?.entries ?? []);
  return {
    format: "espalier-measurements",
    version: 1,
    experiment,
    notes: cases[experiment.recipe.case].notes,
    rows: rowsOf("rows", entries),
    crossed: rowsOf("crossed", entries),
    calibration: rowsOf("calibration", entries),
    steps: rowsOf("steps", entries),
    keptState: rowsOf("keptState", entries),
    pictures: rowsOf("pictures", entries),
  };
}

const rowsOf = <L extends keyof Lists>(list: L, entries: readonly Entry[]): Lists[L][] =>
  entries.filter((entry) => entry.list === list).map(({ row }) => row as Lists[L]); // a row of its list

/** The text of a file of measurements: one row a line. */
export function stringifyMeasurements(measurements: Measurements): string {
  const { format, version, experiment, notes } = measurements;
  const head = JSON.stringify({ format, version, experiment, notes }, null, 2).slice(0, -"\n}".length);
  const lists = listNames.map((name) => linesOf(name, measurements[name]));
  return `${head},\n${lists.join(",\n")}\n}\n`;
}

/**
 * Reads what {@link stringifyMeasurements} wrote.
 *
 * @throws FormatError naming the field
 */
export function parseMeasurements(text: string): Measurements {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError("measurements", "JSON", error instanceof Error ? error.message : String(error));
  }
  return readMeasurements(json);
}
