// npm run reproduce -- public: how many weights the networks in a folder can spare, into docs/public-networks.json and .md.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { say } from "@espalier/pages";
import { compensationNames } from "@espalier/prune";
import { useFastKernels, ValueError } from "@espalier/tensor";
import { runtime } from "../../formats/interop/install.ts";
import { runPageProgram } from "@espalier/pages/program";
import { oneOf } from "../src/terminal/values.ts";
import { inputsBy, SAMPLES } from "./inputs.ts";
import { measureFile } from "./measure.ts";
import { publicPage } from "./results.ts";
import type { Row } from "./results.ts";

interface Options {
  readonly data?: string;
  readonly range: readonly string[];
  readonly mnist?: string;
  readonly compensation: string;
}

/** A hundred roundings of single precision: more is a finding, and the exit code 1. */
const MOST = 1e-5;

const manifest = new URL("../../formats/interop/node_modules/onnxruntime-node/package.json", import.meta.url);

await runPageProgram({
  page: publicPage,
  description:
    "Prunes the dense networks of a folder at changes of 0.1, 1 and 5 %, and checks them in onnxruntime.",
  options: (program) =>
    program
      .option("--data <folder>", "where the files .onnx are")
      .option(
        "--range <[part=]low,high>",
        "numbers that inputs are drawn from, for files whose path has that part; may be repeated, the first that fits counts",
        (text: string, before: readonly string[]) => [...before, text],
        [],
      )
      .option("--mnist <folder>", "images for networks of 784 inputs")
      .option(
        "--compensation <name>",
        `what compensates for a removed weight: ${compensationNames.join(", ")}`,
        "bias",
      ),
  async measure({ data, range, mnist, compensation }: Options) {
    if (data === undefined) throw new ValueError("--data", "a folder", "none");
    const chosen = oneOf("--compensation", compensation, compensationNames);
    const inputsOf = await inputsBy(range, mnist);
    await useFastKernels();
    runtime();
    const names = (await readdir(data)).filter((name) => /\.onnx$/i.test(name)).toSorted();
    if (names.length === 0) throw new ValueError("--data", "a folder with files .onnx", data);
    const rows: Row[] = [];
    for (const name of names) {
      const row = await measureFile(join(data, name), inputsOf, chosen);
      rows.push(row);
      say(
        "refused" in row
          ? `${name}: refused`
          : `${name}: ${row.pruned.map((each) => each.removed).join(", ")} of ${row.weights} weights`,
      );
      if ("pruned" in row && !(Math.max(row.read ?? 0, ...row.pruned.map((each) => each.runtime)) <= MOST)) {
        say(`${name}: the outputs differ from onnxruntime's by more than ${MOST}`);
        process.exitCode = 1;
      }
    }
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    return {
      format: "espalier-public-networks",
      version: 1,
      compensation,
      samples: SAMPLES,
      runtime: version,
      rows,
    } as const;
  },
});
