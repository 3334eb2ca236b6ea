import * as v from "valibot";
import { cases } from "../cases/index.ts";
import { stringifyRows, list, oneOf, parse, read, text } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { experiment } from "./experiment.ts";
import type { Experiment } from "./experiment.ts";
import { studyRows } from "./kinds/studies.ts";
import { networkRow, picture } from "./measure.ts";

/** The rows of each list of a file, in the order in which lists are written. */
const rowSchemas = { rows: networkRow, ...studyRows, pictures: picture };
type RowSchemas = typeof rowSchemas;
export type ListName = keyof RowSchemas;
const listNames = Object.keys(rowSchemas) as readonly ListName[]; // the keys of the table

/** A file of version 1 has these lists even where they are empty. Others are written where they have rows. */
const always: readonly string[] = ["rows", "crossed", "calibration", "steps", "keptState", "pictures"];

const listFields = Object.fromEntries(
  listNames.map((name) => [name, v.optional(list<v.GenericSchema>(rowSchemas[name]), [])]),
) as unknown as { [L in ListName]: v.OptionalSchema<v.ArraySchema<RowSchemas[L], string>, readonly []> }; // as the table has them

const measurements = v.strictObject({
  format: oneOf("espalier-measurements"),
  version: oneOf(1),
  experiment,
  /** Where the paper is silent, a sentence each. */
  notes: list(text),
  ...listFields,
});

/** One experiment, measured. Nothing in it depends on the machine, the clock or the number of workers. */
export type Measurements = Read<typeof measurements>;

/** A row of one of the lists. */
export type Entry = {
  readonly [L in ListName]: { readonly list: L; readonly row: Read<RowSchemas[L]> };
}[ListName];

export const entry = v.variant(
  "list",
  listNames.map((name) => v.strictObject({ list: v.literal(name), row: rowSchemas[name] })),
) as unknown as v.GenericSchema<unknown, Entry>; // each list has the rows of its schema

/** The measurements of an experiment, in the order of the entries. */
export function measurementsOf(asked: Experiment, entries: readonly Entry[]): Measurements {
  const lists = listNames.map((name) => [
    name,
    entries.filter((each) => each.list === name).map(({ row }) => row),
  ]);
  return {
    format: "espalier-measurements",
    version: 1,
    experiment: asked,
    notes: cases[asked.recipe.case].notes,
    ...(Object.fromEntries(lists) as { [L in ListName]: Measurements[L] }), // an entry has a row of its list
  };
}

/** The text of a file: one row a line. */
export function stringifyMeasurements(measured: Measurements): string {
  const { format, version, experiment: asked, notes } = measured;
  const written = listNames.filter((name) => always.includes(name) || measured[name].length > 0);
  return stringifyRows(
    { format, version, experiment: asked, notes },
    Object.fromEntries(written.map((name) => [name, measured[name]])),
  );
}

const versioned = v.object({ format: measurements.entries.format, version: measurements.entries.version });

/**
 * Reads what {@link stringifyMeasurements} wrote. Format and version come first: in a file of another version every other message
 * would mislead.
 *
 * @param who the file, for errors
 * @throws FormatError naming the file and the field
 */
export function parseMeasurements(content: string, who = "measurements"): Measurements {
  const json = parse(v.unknown(), content, who);
  read(versioned, json, who);
  return read(measurements, json, who);
}
