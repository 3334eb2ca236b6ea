import { basename } from "node:path";
import { parametersOf } from "@espalier/prune";
import { precisionOf } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import type { NetworkFormat } from "@espalier/formats/files";
import type { OnnxTail } from "@espalier/formats/onnx";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import type { Encoded } from "./network.ts";

/** Lists on standard error what a file format could not hold of a network. */
export async function tellLosses(
  { stderr }: Io,
  path: string,
  file: NetworkFile,
  format: NetworkFormat,
  [{ content }, ...others]: readonly [Encoded, ...Encoded[]],
): Promise<void> {
  const besides = Object.fromEntries(others.map((other) => [basename(other.path), other.content]));
  const losses = lossesOf(file, format.read(content, { besides }));
  if (losses.length > 0)
    await write(stderr, `${path === "-" ? "standard output" : path} does not hold ${losses.join("; ")}\n`);
}

/** The parts of a file that its copy lacks, in words. */
export function lossesOf(file: NetworkFile, copy: NetworkFile): string[] {
  const [before, after] = [precisionOf(file), precisionOf(copy)];
  const metadata = Object.entries(file.metadata ?? {}).filter(([key, text]) => copy.metadata?.[key] !== text);
  return [
    ...numbersLost(file, copy),
    ...(before === after ? [] : [`the precision ${before}: its numbers are written as ${after}`]),
    ...(file.head === undefined || file.head === copy.head ? [] : [`the ${file.head} behind the outputs`]),
    ...(isLost(file.names, copy.names) ? ["the names of the tensors"] : []),
    ...(metadata.length === 0 ? [] : [`metadata: ${metadata.map(([key]) => key).join(", ")}`]),
    ...(isLost(file.outputMap, copy.outputMap) ? ["the scale and the shift behind the outputs"] : []),
    ...(isLost(file.brain, copy.brain) ? ["the names of inputs and outputs"] : []),
    ...(isLost(file.headMap, copy.headMap) ? [`the scale and the shift behind the ${file.head}`] : []),
    ...onnxLost(file.onnx, copy.onnx),
  ];
}

/** What the last nodes of a file are: ArgMax, Cast. */
export const operatorsOf = ({ nodes }: OnnxTail): string =>
  [...new Set(nodes.map(({ operator }) => operator))].join(", ");

function onnxLost(before: NetworkFile["onnx"], after: NetworkFile["onnx"]): string[] {
  if (before === undefined) return [];
  const tail =
    before.tail === undefined || after?.tail !== undefined
      ? []
      : [`${operatorsOf(before.tail)} behind the outputs`];
  if (after === undefined)
    return [...tail, "what only ONNX says: names and shapes of input and output, version"];
  if (before.opset === after.opset) return [];
  return [`operators of version ${before.opset}: they are written in version ${after.opset}`];
}

const isLost = (before: unknown, after: unknown): boolean =>
  before !== undefined && JSON.stringify(before) !== JSON.stringify(after);

function numbersLost(file: NetworkFile, copy: NetworkFile): string[] {
  const [a, b] = [file, copy].map(({ network }) => parametersOf(network));
  let [rounded, signs] = [0, 0];
  for (const [at, { data }] of a.entries())
    for (const [p, value] of data.entries()) {
      if (value !== b[at].data[p]) rounded++;
      else if (!Object.is(value, b[at].data[p])) signs++;
    }
  return [
    ...(rounded === 0 ? [] : [`the last digits of ${rounded} numbers`]),
    ...(signs === 0 ? [] : [`the sign of ${signs} zeros`]),
  ];
}
