import { ValueError } from "@espalier/tensor";
import { activationTexts, parseActivation } from "@espalier/prune";
import { networkFormats } from "@espalier/formats/files";
import type { OutputChoice } from "@espalier/formats/onnx";
import type { Command } from "commander";
import { namesOf } from "../formats/choose.ts";
import { decimalOf, oneOf } from "../values.ts";

/** The options about a file of a network, as the command line has them. */
export interface NetworkOptions {
  /** The format, for a name that does not give it. */
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
