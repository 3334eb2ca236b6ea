import type { Network } from "@espalier/prune";
import { checkNameOfC, checkNameOfJavaScript, toC, toJavaScript } from "@espalier/prune/export";
import type { ExportOptions } from "@espalier/prune/export";
import type { Format } from "@espalier/formats/files";
import type { DType } from "@espalier/tensor";
import type { Command } from "commander";
import { about } from "../files/about.ts";
import { operatorsOf } from "../files/losses.ts";
import { readNetwork } from "../files/network.ts";
import { withNetworkOptions } from "../files/network-options.ts";
import type { NetworkOptions } from "../files/network-options.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { chooseFormat, namesOf } from "../formats/choose.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { oneOf } from "../values.ts";

interface Options extends NetworkOptions {
  readonly name: string;
  readonly precision?: DType;
  readonly to?: string;
  readonly force?: true;
}

interface Language extends Format {
  readonly checkName: (who: string, name: string) => void;
  readonly write: (network: Network, options: ExportOptions) => string;
}

const languages: readonly Language[] = [
  { name: "js", endings: [".js", ".mjs"], checkName: checkNameOfJavaScript, write: toJavaScript },
  { name: "c", endings: [".h"], checkName: checkNameOfC, write: toC },
];

const examples = `
Examples:
  espalier export model.pruned.onnx model.js
  espalier export model.pruned.onnx model.h --name infer --precision f32

The code contains every number of the network, so compact the network first.`;

export const exportProgram = (command: Command, io: Io): Command =>
  withNetworkOptions(
    command
      .argument("<network>", "file of the network, or - for standard input")
      .argument("<file>", "file to write, .js, .mjs or .h, or - for standard output")
      .option("--name <name>", "name of the function", "network")
      .option(
        "--precision <p>",
        "precision of the numbers, f64 or f32 (default: that of the network)",
        oneOf("--precision", ["f64", "f32"]),
      )
      .option(
        "--to <language>",
        `language, if the name does not give it: ${namesOf(languages).join(" or ")}`,
        oneOf("--to", namesOf(languages)),
      )
      .option("--force", "replace an existing file"),
  )
    .addHelpText("after", examples)
    .action(async (path: string, out: string, options: Options) => {
      const { force = false, name, precision } = options;
      const language = chooseFormat(out, languages, "--to", options.to);
      language.checkName("--name", name);
      await checkResults(io, [out], force, [path]);
      const { network, head, outputMap, headMap, onnx } = await readNetwork(io, path, options);
      const content = about(path, () => language.write(network, { name, dtype: precision }));
      await writeResults(io, [{ path: out, content }], force);
      if (outputMap !== undefined)
        await write(io.stderr, "the scale and the shift of the outputs are not part of the program\n");
      if (head !== undefined)
        await write(io.stderr, `the ${head} that is applied to the outputs is not part of the program\n`);
      for (const output of network.graph?.outputs ?? [])
        if (output.head !== undefined)
          await write(
            io.stderr,
            `the ${output.head} that is applied to output "${output.name}" is not part of the program\n`,
          );
      if (headMap !== undefined)
        await write(io.stderr, `the scale and the shift of the ${head} are not part of the program\n`);
      if (onnx?.tail !== undefined)
        await write(io.stderr, `not part of the program, behind the outputs: ${operatorsOf(onnx.tail)}\n`);
    });
