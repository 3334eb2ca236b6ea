import type { Command } from "commander";
import { encode, networkFormat, readNetwork, writtenFormat } from "../files/network.ts";
import { withNetworkOptions, withOutOptions } from "../files/network-options.ts";
import type { NetworkOptions, OutOptions } from "../files/network-options.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { tellLosses } from "../files/losses.ts";
import type { Io } from "../io.ts";

type Options = NetworkOptions & Omit<OutOptions, "out">;

export const convert = (command: Command, io: Io): Command =>
  withOutOptions(withNetworkOptions(command))
    .argument("<network>", "file of the network, or - for standard input")
    .argument("<copy>", "file to write, or - for standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  espalier convert model.onnx model.safetensors\n  espalier convert model.onnx - --to json",
    )
    .action(async (network: string, copy: string, options: Options) => {
      const { force = false } = options;
      const format = writtenFormat(copy, options, networkFormat(network, options));
      await checkResults(io, [copy], force);
      const file = await readNetwork(io, network, options);
      const encoded = encode(copy, format, file);
      await tellLosses(io, copy, file, format, encoded);
      await writeResults(io, encoded, force);
    });
