import { sizesOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { dataFormats, readAs, readInputsByName } from "@espalier/formats/files";
import type { ReadCsvOptions } from "@espalier/formats/csv";
import {
  astype,
  dtypeOf,
  firstNotFinite,
  reshape,
  rows,
  ShapeError,
  showShape,
  sizeOf,
  ValueError,
  wrap,
} from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import type { Command } from "commander";
import { chooseFormat, namesOf } from "../formats/choose.ts";
import type { Io } from "../io.ts";
import { numberIn, oneOf, wholeFrom } from "../values.ts";
import { about } from "./about.ts";
import { nameOf } from "./paths.ts";
import { readBytes } from "./read.ts";

/** The options about a file of samples, as the command line has them. */
export interface DataOptions {
  /** The format, for a name that does not give it. */
  readonly dataFrom?: string;
  /** The name of the array, for a file that holds several. */
  readonly array?: string;
  /** Whether the first line of a table has names. */
  readonly header?: boolean;
  /** Between the cells of a table. */
  readonly separator?: string;
  /** Whether numbers have a decimal comma. */
  readonly decimalComma?: true;
  /** A number that divides every entry, such as 255 for bytes of pixels. */
  readonly divide?: number;
  /** Use only this many samples from the start. */
  readonly first?: number;
}

const formatNames = namesOf(dataFormats);

/** Adds the options about a file of samples. */
export const withDataOptions = (command: Command): Command =>
  command
    .option(
      "--data-from <format>",
      `format of the data, if the name does not give it: ${formatNames.join(", ")}`,
      oneOf("--data-from", formatNames),
    )
    .option("--header", "the first line of a table holds names")
    .option("--no-header", "the first line of a table is a sample")
    .option(
      "--separator <c>",
      "what stands between the fields of a table, tab for a tab (default: , or in .tsv a tab)",
    )
    .option(
      "--decimal-comma",
      "numbers of a table are written 1,5 and separated by ; unless --separator says otherwise",
    )
    .option("--array <name>", "name of the array, for an .npz file with several")
    .option(
      "--divide <by>",
      "divide the data by a number, such as bytes of images by 255",
      numberIn("--divide", Number.MIN_VALUE),
    )
    .option("--first <n>", "use only the first n samples", wholeFrom("--first", 1));

/**
 * The inputs of a network, [n, d_0], in the network's precision. Further axes, as images have them, are flattened.
 *
 * @throws FormatError, ShapeError, ValueError naming the file; for a number that is not finite or too large, also the sample and the column
 */
export async function readInputs(
  io: Io,
  path: string,
  network: Network,
  options: DataOptions,
): Promise<Tensor> {
  const all = await readNetworkInputs(io, path, network, options);
  checkSamples(path, network, all.shape);
  const [N = 0] = all.shape;
  const [width] = sizesOf(network);
  const some = rows(reshape(all, [N, width]), 0, Math.min(N, options.first ?? N));
  return inputsOf(path, network, some, options);
}

/** An archive may have an array for each input of a network with several. */
async function readNetworkInputs(
  io: Io,
  path: string,
  { graph }: Network,
  options: DataOptions,
): Promise<Tensor> {
  const { name } = chooseFormat(path, dataFormats, "--data-from", options.dataFrom);
  if (name !== "npz" || options.array !== undefined || graph === undefined || graph.inputs.length < 2)
    return readTensor(io, path, options);
  const bytes = await readBytes(io, path);
  return about(path, () => readInputsByName(bytes, graph.inputs));
}

/** @throws ShapeError naming the file when an array of this shape holds no samples of the network */
export function checkSamples(path: string, network: Network, shape: Shape): void {
  const [width] = sizesOf(network);
  const [N = 0, ...axes] = shape;
  if ((shape.length < 2 && width !== 1) || sizeOf(axes) !== width) throw mismatch(path, width, shape);
  if (N === 0) throw new ShapeError(nameOf(path), "at least one sample", showShape(shape));
}

/**
 * Samples as inputs of a network, in its precision.
 *
 * @param first the number of the first sample, for errors
 */
export function inputsOf(
  path: string,
  network: Network,
  samples: Tensor,
  { divide }: Pick<DataOptions, "divide">,
  first = 0,
): Tensor {
  const [width] = sizesOf(network);
  const some = reshape(samples, [samples.shape[0], width]);
  const dtype = dtypeOf(network.layers[0].weight);
  const inputs = astype(divided(some, divide), dtype);
  const at = firstNotFinite(inputs.data);
  if (at < 0) return inputs;
  throw new ValueError(
    nameOf(path),
    Number.isFinite(some.data[at])
      ? `numbers that ${dtype} can hold, as the network computes in it`
      : "finite numbers",
    `${some.data[at]} in sample ${first + Math.floor(at / width)}, column ${at % width}`,
  );
}

/** The numbers of a file, in the shape that the file gives them. */
export async function readTensor(io: Io, path: string, options: DataOptions): Promise<Tensor> {
  const { dataFrom, array } = options;
  const format = chooseFormat(path, dataFormats, "--data-from", dataFrom);
  const bytes = await readBytes(io, path, format);
  return about(path, () => readAs(format, bytes, () => format.read(bytes, array, tableOf(options))));
}

/** How a table is read, as far as the options say. */
const tableOf = ({ header, separator, decimalComma }: DataOptions): ReadCsvOptions => ({
  ...(header === undefined ? {} : { header }),
  ...(decimalComma ? { decimal: ",", separator: ";" } : {}),
  ...(separator === undefined ? {} : { separator: separator === "tab" ? "\t" : separator }),
});

const divided = (tensor: Tensor, by: number | undefined): Tensor =>
  by === undefined
    ? tensor
    : wrap(
        tensor.shape,
        new Float64Array(tensor.data).map((value) => value / by),
      );

const mismatch = (path: string, width: number, shape: Shape): ShapeError =>
  new ShapeError(
    nameOf(path),
    `samples of ${width} numbers, as the network has ${width} inputs`,
    showShape(shape),
  );
