import { basename, dirname, join } from "node:path";
import { ValueError } from "@espalier/tensor";
import { outputWidths, sizesOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { precisionOf } from "@espalier/formats";
import { networkFormats, readAs } from "@espalier/formats/files";
import type { NetworkFormat, Untold } from "@espalier/formats/files";
import type { NetworkFile } from "@espalier/formats/json";
import { chooseFormat } from "../formats/choose.ts";
import type { Io } from "../io.ts";
import { about, aboutResult } from "./about.ts";
import { readBesides } from "./besides.ts";
import type { NetworkOptions, OutOptions } from "./network-options.ts";
import { isPacked, STANDARD } from "./paths.ts";
import { readBytes } from "./read.ts";

/** The formats that take an option; all others say what it does. */
const takers: Readonly<
  Record<
    "activations" | "order" | "prefix" | "skip" | "output",
    { readonly formats: readonly string[]; readonly what: string }
  >
> = {
  activations: {
    formats: ["safetensors", "pytorch"],
    what: "a state dict, whose activations are not in the file",
  },
  order: { formats: ["safetensors", "pytorch"], what: "a state dict, whose layers are known by their names" },
  prefix: { formats: ["safetensors", "pytorch"], what: "a state dict, whose tensors have names" },
  skip: { formats: ["safetensors", "pytorch"], what: "a state dict, whose tensors have names" },
  output: { formats: ["onnx"], what: "an ONNX file, whose outputs have names" },
};

/** @throws ValueError when an option is given that the format does not take */
function checkTaken(options: NetworkOptions, { name }: NetworkFormat): void {
  for (const [option, { formats, what }] of Object.entries(takers))
    if (options[option as keyof typeof takers] !== undefined && !formats.includes(name))
      // one of its keys
      throw new ValueError(`--${option}`, what, name);
}

/** @throws ValueError when neither an option nor the name gives the format */
export const networkFormat = (path: string, { from }: NetworkOptions, option = "--from"): NetworkFormat =>
  chooseFormat(path, networkFormats, option, from);

/** @throws InputError naming the file when it is not a network of its format, or a file beside it when that is missing */
export async function readNetwork(
  io: Io,
  path: string,
  options: NetworkOptions,
  option?: string,
): Promise<NetworkFile> {
  const format = networkFormat(path, options, option);
  checkTaken(options, format);
  const bytes = await readBytes(io, path, format);
  const names = about(path, () => readAs(format, bytes, () => format.besides?.(bytes) ?? []));
  const besides = await readBesides(io, path, names);
  const told = names.length === 0 ? untold(options) : { ...untold(options), besides };
  return about(path, () => readAs(format, bytes, () => format.read(bytes, told)));
}

/** A single activation is used for all layers but the last. */
const untold = ({ activations, order, output, prefix, skip }: NetworkOptions): Untold => ({
  ...(output === undefined ? {} : { outputs: output }),
  ...(activations === undefined
    ? {}
    : { activations: activations.length === 1 ? activations[0] : activations }),
  ...(order === undefined ? {} : { order }),
  ...(prefix === undefined ? {} : { prefix }),
  ...(skip === undefined ? {} : { skip }),
});

/** 784-32-10; of a graph, what goes in and comes out: 8 → 3 + 1. */
export const showSizes = (network: Network): string =>
  network.graph === undefined
    ? sizesOf(network).join("-")
    : `${network.graph.inputs.map(({ width }) => width).join(" + ")} → ${outputWidths(network).join(" + ")}`;

/** A network's file in the precision in which a format will hold it: that of the file, or the format's own where it is lower. */
export const inFormat = (file: NetworkFile, { precision }: NetworkFormat): NetworkFile =>
  precision === "f32" && precisionOf(file) === "f64" ? { ...file, precision } : file;

/** @param from the format of the network that was read, which is also the default for standard output */
export function writtenFormat(path: string, { to }: OutOptions, from?: NetworkFormat): NetworkFormat {
  if (path === STANDARD && to === undefined && from !== undefined) return from;
  return chooseFormat(path, networkFormats, "--to", to);
}

/**
 * The files of a network, the one with the given path first. There are several if the network came in several.
 *
 * @throws InputError naming the file; for a number that is too large for the file's precision, also the tensor and the entry
 */
export function encode(
  path: string,
  format: NetworkFormat,
  file: NetworkFile,
): readonly [Encoded, ...Encoded[]] {
  const name = basename(path);
  const parts =
    path === STANDARD || isPacked(path) ? undefined : aboutResult(path, () => format.writeAll?.(file, name));
  const besides = [...(parts ?? [])].filter(([each]) => each !== name);
  const content = parts?.get(name) ?? aboutResult(path, () => format.write(file));
  return [
    { path, content },
    ...besides.map(([each, bytes]) => ({ path: join(dirname(path), each), content: bytes })),
  ];
}

/** The bytes of a file to be written. */
export interface Encoded {
  readonly path: string;
  readonly content: Uint8Array;
}
