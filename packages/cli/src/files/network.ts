import { basename, dirname, join } from "node:path";
import { ValueError } from "@espalier/tensor";
import { activationTexts, outputWidths, parseActivation, sizesOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { precisionOf } from "@espalier/formats";
import { networkFormats, readAs } from "@espalier/formats/files";
import type { NetworkFormat, Untold } from "@espalier/formats/files";
import type { NetworkFile } from "@espalier/formats/json";
import type { OutputChoice } from "@espalier/formats/onnx";
import type { Command } from "commander";
import { chooseFormat, namesOf } from "../formats/choose.ts";
import type { Io } from "../io.ts";
import { decimalOf, oneOf } from "../values.ts";
import { about, aboutResult } from "./about.ts";
import { readBesides } from "./besides.ts";
import { isPacked, STANDARD } from "./paths.ts";
import { readBytes } from "./read.ts";

/** The options about a file of a network, as the command line has them. */
export interface NetworkOptions {
  /** The format, for a name that does not tell. */
  readonly from?: string;
  /** The activations between the layers, for a file without them. */
  readonly activations?: readonly string[];
  /** The names of the layers in order, for a file that does not say. */
  readonly order?: readonly string[];
  /** What the names of the network's tensors begin with, in a state dict that holds more. */
  readonly prefix?: string;
  /** The names of tensors that are not part of the network. */
  readonly skip?: readonly string[];
  /** The outputs to score, and how much each counts, for a network with several. */
  readonly output?: readonly OutputChoice[];
}

export const formatNames: readonly string[] = namesOf(networkFormats);

/** `relu,clip(0,6),identity`, each of them known. */
function listOfActivations(text: string): readonly string[] {
  const texts = activationTexts(text);
  for (const each of texts) parseActivation("--activations", each);
  return texts;
}

/** `policy`, or `value=0.5` with how much it counts; one more of them. */
function outputChoice(text: string, before: readonly OutputChoice[] = []): readonly OutputChoice[] {
  const [, name = text, number] = /^(.+)=([^=]*)$/.exec(text) ?? [];
  if (number === undefined) return [...before, { name }];
  const weight = decimalOf(number);
  if (!(weight > 0)) throw new ValueError("--output", "NAME, or NAME=NUMBER with a number > 0", text);
  return [...before, { name, weight }];
}

/** Adds the options about the file of a network. */
export const withNetworkOptions = (command: Command): Command =>
  withReadingOptions(
    command.option(
      "--from <format>",
      `format of the network, if its name does not give it: ${formatNames.join(", ")}`,
      oneOf("--from", formatNames),
    ),
  );

/** The options about the file of a network that no other name would suit. */
export const withReadingOptions = (command: Command): Command =>
  command
    .option(
      "--activations <list>",
      "activations, if the file has none: one for all layers but the last, or one for each, such as relu,elu(1),identity",
      listOfActivations,
    )
    .option(
      "--output <name>",
      "of an ONNX file with several outputs, one that counts; again for more, as NAME=2 to count twice (default: all count once)",
      outputChoice,
    )
    .option(
      "--order <names>",
      "names of the layers in their order, if numbers in the names do not give it",
      listOfNames,
    )
    .option(
      "--prefix <text>",
      "of a state dict with more than one network, what the names of its tensors begin with, such as actor.",
    )
    .option(
      "--skip <names>",
      "names of tensors of a state dict that are not part of the network, such as log_std",
      listOfNames,
    );

const listOfNames = (text: string): readonly string[] => text.split(",").map((name) => name.trim());

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

/** Options about the file that a network is written to. */
export interface OutOptions {
  readonly out?: string;
  readonly to?: string;
  readonly force?: true;
}

/** @param usual describes the default path; without it, the path is an argument of the command */
export function withOutOptions(command: Command, usual?: string): Command {
  if (usual !== undefined)
    command.option("-o, --out <file>", `path of the network, - for standard output (default: ${usual})`);
  return command
    .option("--to <format>", "format of that file, if its name does not give it", oneOf("--to", formatNames))
    .option("--force", "replace existing files");
}

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
