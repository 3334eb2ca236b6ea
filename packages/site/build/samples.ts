import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeJson } from "@espalier/formats/json";
import { toNested } from "@espalier/tensor";
import { models } from "../src/explore/models/index.ts";

/** The sample files of the last scene: a network with its inputs each. */
export function writeSamples(root: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of ["model.onnx", "inputs.npy"])
    cpSync(join(root, "examples/pytorch", name), join(to, name));
  writeFileSync(join(to, "soil.json"), writeJson({ network: models.soil.network }));
  writeFileSync(join(to, "soil-inputs.json"), JSON.stringify(toNested(models.soil.inputs)));
}
