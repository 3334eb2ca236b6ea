import { checkTensor, ShapeError, showShape, ValueError } from "@espalier/tensor";
import { bytesOf } from "../bytes/text.ts";
import type { Csv } from "./read.ts";

/**
 * Writes a table: every number with as many digits as it takes to read the same bits again.
 *
 * @throws ShapeError, ValueError when the values are not a tensor [n, d], there are not as many names as columns, or a name has an end of a line in it
 */
export function writeCsv({ names, values }: Csv): Uint8Array<ArrayBuffer> {
  checkTensor("writeCsv", "values", values);
  const [N, D] = values.shape;
  if (values.shape.length !== 2) throw new ShapeError("writeCsv", "values [n, d]", showShape(values.shape));
  if (names !== undefined && names.length !== D)
    throw new ShapeError("writeCsv", `${D} names`, `${names.length}`);
  const bad = names?.find((name) => /[\r\n]/.test(name));
  if (bad !== undefined)
    throw new ValueError("writeCsv", "names of one line", JSON.stringify(bad.slice(0, 40)));
  const lines = names === undefined ? [] : [names.map(quoted).join()];
  for (let n = 0; n < N; n++) lines.push(Array.from(values.data.subarray(n * D, (n + 1) * D), show).join());
  return bytesOf(lines.map((line) => `${line}\n`).join(""));
}

const show = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

const quoted = (name: string): string =>
  /^$|[",]|^\s|\s$|^[\d.+-]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
