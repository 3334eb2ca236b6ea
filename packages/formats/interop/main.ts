// npm run interop: networks in single precision, pruned, written as ONNX and run by onnxruntime; the table is docs/interop.md.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { astype } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { flattenRows } from "../src/npy/index.ts";
import { writeOnnx } from "../src/onnx/index.ts";
import { nonzeroWeights, prune, weightCount } from "@espalier/prune";
import { withNetwork } from "../src/network-file.ts";
import type { NetworkFile } from "../src/network-file.ts";
import { filled, table } from "../../pages/src/index.ts";
import { runtime } from "./install.ts";
import { drawnModels, trainedModels } from "./models.ts";
import type { Model } from "./models.ts";
import { difference, ours, theirs } from "./run.ts";

/** 16 roundoffs of single precision, of the largest output. */
const MOST = 1e-6;
const RATIOS = [0, 0.5, 0.8];

const page = fileURLToPath(new URL("../../../docs/interop.md", import.meta.url));
runtime();
const manifest = new URL("node_modules/onnxruntime-node/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };

/** The largest difference from ours, of the largest output of ours. */
async function differenceOf(file: NetworkFile, inputs: Tensor): Promise<number> {
  const X = astype(flattenRows(inputs), "f32");
  return difference(ours(file, X), await theirs(writeOnnx(file), file, X));
}

async function row({
  name,
  file,
  inputs,
}: Model): Promise<{ readonly cells: string[]; readonly most: number }> {
  const cells = [name];
  let most = 0;
  for (const ratio of RATIOS) {
    const { network } = prune(file.network, astype(flattenRows(inputs), "f32"), { ratio });
    const gap = await differenceOf(withNetwork(file, network), inputs);
    most = Math.max(most, gap);
    cells.push(`${weightCount(network) - nonzeroWeights(network)}`, gap.toExponential(1));
  }
  return { cells, most };
}

const rows = [];
for (const model of [...trainedModels(), ...drawnModels()]) rows.push(await row(model));
const most = Math.max(...rows.map((each) => each.most));
const zeros = RATIOS.flatMap((ratio) => [`zeros at ${ratio}`, "difference"]);
const slots = {
  version,
  most: most.toExponential(1),
  differences: [
    table(
      "",
      ["network", ...zeros],
      rows.map(({ cells }) => cells),
    ),
  ],
};
writeFileSync(page, filled(readFileSync(page, "utf8"), slots));
console.log(
  `${rows.length} networks at ${RATIOS.length} ratios in onnxruntime ${version}: differences up to ${most.toExponential(1)} of the largest output`,
);
if (!(most <= MOST)) process.exitCode = 1;
