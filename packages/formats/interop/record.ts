// node packages/formats/interop/record.ts: what onnxruntime computes of the files in test/fixtures/exporters, which the tests compare with.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { externalFiles, readOnnx } from "../src/onnx/index.ts";
import { runtime } from "./install.ts";

const folder = fileURLToPath(new URL("../test/fixtures/exporters/", import.meta.url));
const { InferenceSession, Tensor } = runtime();
const recorded: Record<string, { inputs: number[]; outputs: number[] }> = {};
for (const name of globSync("*.onnx", { cwd: folder }).toSorted()) {
  const bytes = new Uint8Array(readFileSync(folder + name));
  const besides = externalFiles(bytes);
  if (besides.length > 0) continue; // onnxruntime takes bytes alone
  const { network, onnx } = readOnnx(bytes);
  const width = network.layers[0].weight.shape[1];
  const X = randomNormal([4, width], seededRandom(1), "f32");
  const session = await InferenceSession.create(bytes);
  const axes = (onnx?.inputShape ?? []).slice(1).map((axis) => (typeof axis === "number" ? axis : width));
  const results = await session.run({
    [onnx?.inputName ?? ""]: new Tensor("float32", Float32Array.from(X.data), [4, ...axes]),
  });
  recorded[name] = { inputs: Array.from(X.data), outputs: Array.from(results[onnx?.outputName ?? ""].data) };
}
writeFileSync(`${folder}outputs.json`, `${JSON.stringify(recorded)}\n`);
