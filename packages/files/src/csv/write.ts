import { checkTensor, ShapeError, showShape, ValueError } from "@espalier/tensor";
import { textWriter } from "../bytes/text.ts";
import { LONGEST } from "./line.ts";
import type { Csv } from "./read.ts";

/**
 * Writes a table: every number with as many digits as it takes to read the same bits again.
 *
 * @throws ShapeError, ValueError when the values are not a tensor [n, d], there are not as many names as columns, or a name has an end of a line or half a character in it, or is too long
 */
export function writeCsv({ names, values }: Csv): Uint8Array<ArrayBuffer> {
  checkTensor("writeCsv", "values", values);
  const [N, D] = values.shape;
  if (values.shape.length !== 2) throw new ShapeError("writeCsv", "values [n, d]", showShape(values.shape));
  if (names !== undefined && names.length !== D)
    throw new ShapeError("writeCsv", `${D} names`, `${names.length}`);
  const bad = names?.find((name) => /[\r\n]/.test(name) || !name.isWellFormed());
  if (bad !== undefined)
    throw new ValueError("writeCsv", "names of one line in Unicode", JSON.stringify(bad.slice(0, 40)));
  const long = names?.find((name) => quoted(name).length > LONGEST);
  if (long !== undefined)
    throw new ValueError(
      "writeCsv",
      `names of at most ${LONGEST} characters`,
      `${JSON.stringify(long.slice(0, 40))} …`,
    );
  const { add, bytes } = textWriter();
  if (names !== undefined) add(`${names.map(quoted).join()}\n`);
  for (let n = 0; n < N; n++)
    for (let d = 0; d < D; d++) add(show(values.data[n * D + d]) + (d < D - 1 ? "," : "\n"));
  return bytes();
}

const show = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

const quoted = (name: string): string =>
  /^$|[",]|^\s|\s$|^[\d.+-]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
