// node packages/formats/interop/record.ts: what onnxruntime computes of the files in test/fixtures/exporters, which the tests compare with.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { inputWidth } from "@espalier/network";
import { externalFiles, readOnnx } from "../../onnx/src/index.ts";
import { graphFiles, graphInputs } from "./graphs.ts";
import { samplesFor, theirs } from "./run.ts";

const folder = fileURLToPath(new URL("../test/fixtures/exporters/", import.meta.url));
const recorded: Record<string, { inputs: number[]; outputs: Record<string, number[]> }> = {};
for (const name of globSync("*.onnx", { cwd: folder }).toSorted()) {
  const bytes = new Uint8Array(readFileSync(folder + name));
  if (externalFiles(bytes).length > 0) continue; // onnxruntime takes bytes alone
  const file = readOnnx(bytes);
  const X = randomNormal([samplesFor(file, 4), inputWidth(file.network)], seededRandom(1), "f32");
  const outputs = [...(await theirs(bytes, file, X))].map(([key, data]) => [key, Array.from(data, Number)]);
  recorded[name] = { inputs: Array.from(X.data), outputs: Object.fromEntries(outputs) };
}
// Files with branches are built anew by the tests; what onnxruntime computes of them is stored alone.
const graphs: Record<string, Record<string, number[]>> = {};
for (const { name, bytes } of graphFiles()) {
  const file = readOnnx(bytes);
  const outputs = await theirs(bytes, file, graphInputs(file));
  // 9 digits tell numbers of single precision apart. Outputs that are not floats have no counterpart here.
  const floats = [...outputs].filter(([, data]) => data instanceof Float32Array);
  graphs[name] = Object.fromEntries(
    floats.map(([key, data]) => [key, Array.from(data, (y) => Number(y.toPrecision(9)))]),
  );
}
const rows = Object.entries(graphs).map(
  ([name, outputs]) => `${JSON.stringify(name)}: ${JSON.stringify(outputs)}`,
);
writeFileSync(`${folder}../graphs.json`, `{\n${rows.join(",\n")}\n}\n`);
writeFileSync(`${folder}outputs.json`, `${JSON.stringify(recorded)}\n`);
