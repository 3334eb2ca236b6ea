import { readIfThere, writeAtomically } from "espalier/files";
import type * as v from "valibot";
import { list, parse } from "../results.ts";
import type { Read } from "../results.ts";

/** Rows that take long to measure. */
interface Resumable<S extends v.GenericSchema, Unit> {
  /** The file of the rows measured so far. Each new row writes the whole file. */
  readonly path: string;
  readonly row: S;
  readonly units: readonly Unit[];
  readonly isOf: (row: Read<S>, unit: Unit) => boolean;
  readonly measure: (unit: Unit) => Read<S>;
}

/**
 * The row of each unit, in the order of the units. A run that was stopped goes on where it was.
 *
 * @throws ValueError, FormatError when the file cannot be read or written, or has other content
 */
export async function resumed<S extends v.GenericSchema, Unit>({
  path,
  row,
  units,
  isOf,
  measure,
}: Resumable<S, Unit>): Promise<Read<S>[]> {
  const before = await readIfThere(path);
  const known: Read<S>[] = before === undefined ? [] : [...parse(list(row), before, path)];
  const rows: Read<S>[] = [];
  for (const unit of units) {
    const found = known.find((each) => isOf(each, unit)) ?? measure(unit);
    rows.push(found);
    if (known.includes(found)) continue;
    known.push(found);
    await writeAtomically(path, JSON.stringify(known));
  }
  return rows;
}
