// npm run interop: networks in single precision, pruned, written as ONNX and run by onnxruntime; the table is docs/interop.md.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { astype, randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { flattenRows } from "../../files/src/npy/index.ts";
import { readOnnx, writeOnnx } from "../../onnx/src/index.ts";
import { inputWidth, nonzeroWeights, prune, weightCount } from "@espalier/prune";
import { withNetwork } from "@espalier/files";
import type { NetworkFile } from "@espalier/files";
import { filled, table } from "../../pages/src/index.ts";
import { runtime } from "./install.ts";
import { exportedFiles } from "./exporters.ts";
import { drawnModels, trainedModels } from "./models.ts";
import type { Model } from "./models.ts";
import { difference, ours, samplesFor, theirs } from "./run.ts";
import { commandLine } from "../../../scripts/command-line.ts";

/** 16 roundoffs of single precision, of the largest output. */
const MOST = 1e-6;
const RATIOS = [0, 0.5, 0.8];

commandLine({
  usage: "npm run interop: runs pruned networks in onnxruntime as well, and writes docs/interop.md",
});

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

/** As much as files of others may differ: a hundred roundoffs, as their programs sum in other orders before they write. */
const MOST_EXPORTED = 1e-5;

/** A file of another program: as it came, and pruned by half and written again. */
async function exportedRow(
  name: string,
  bytes: Uint8Array,
): Promise<{ readonly cells: string[]; readonly most: number }> {
  const file = readOnnx(bytes);
  const X = randomNormal([samplesFor(file, 50), inputWidth(file.network)], seededRandom(1), "f32");
  const asItCame = difference(ours(file, X), await theirs(bytes, file, X));
  const { network } = prune(file.network, X, { ratio: 0.5 });
  const after = withNetwork(file, network);
  const pruned = difference(ours(after, X), await theirs(writeOnnx(after), after, X));
  const kinds = file.network.layers.map(({ activation: { kind } }) => kind).join(", ");
  return {
    cells: [name, kinds, asItCame.toExponential(1), pruned.toExponential(1)],
    most: Math.max(asItCame, pruned),
  };
}

const exported = [];
for (const [name, bytes] of exportedFiles()) exported.push(await exportedRow(name, bytes));
const mostExported = Math.max(...exported.map((each) => each.most));

const rows = [];
for (const model of [...trainedModels(), ...drawnModels()]) rows.push(await row(model));
const most = Math.max(...rows.map((each) => each.most));
const zeros = RATIOS.flatMap((ratio) => [`zeros at ${ratio}`, "difference"]);
const slots = {
  version,
  most: most.toExponential(1),
  mostExported: mostExported.toExponential(1),
  exported: [
    table(
      "",
      ["file", "activations", "as it came", "pruned by half"],
      exported.map(({ cells }) => cells),
      2,
    ),
  ],
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
console.log(
  `${exported.length} files of PyTorch and Keras: differences up to ${mostExported.toExponential(1)}`,
);
if (!(most <= MOST && mostExported <= MOST_EXPORTED)) process.exitCode = 1;
