// node packages/formats/interop/record.ts: what onnxruntime computes of the files in test/fixtures/exporters, which the tests compare with.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { inputWidth } from "@espalier/prune";
import { externalFiles, readOnnx } from "../src/onnx/index.ts";
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
writeFileSync(`${folder}outputs.json`, `${JSON.stringify(recorded)}\n`);
