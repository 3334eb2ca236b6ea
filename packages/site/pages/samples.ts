import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeJson } from "@espalier/formats/json";
import { writeSafetensors } from "@espalier/formats/safetensors";
import { writeNpy } from "@espalier/formats/npy";
import { mapParameters } from "@espalier/prune";
import { astype, toNested } from "@espalier/tensor";
import { networkFrom } from "../src/explore/compute/digits-numbers.ts";
import { drawings } from "../src/explore/compute/drawings.ts";
import { models } from "../src/explore/models/index.ts";

/** Drawings of each digit among the inputs of the sample. */
const EACH = 10;

/** The sample files of the last scene: a network with its inputs each. */
export function writeSamples(root: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of ["model.onnx", "inputs.npy"])
    cpSync(join(root, "examples/pytorch", name), join(to, name));
  writeFileSync(join(to, "soil.json"), writeJson({ network: models.soil.network }));
  writeFileSync(join(to, "soil-inputs.json"), JSON.stringify(toNested(models.soil.inputs)));

  const bytes = new Uint8Array(readFileSync(join(root, "packages/site/public/digits/network.bin")));
  const network = mapParameters(networkFrom(new Float32Array(bytes.buffer)), (each) => astype(each, "f32"));
  writeFileSync(join(to, "digits.safetensors"), writeSafetensors({ network }));
  writeFileSync(join(to, "digits-inputs.npy"), writeNpy(astype(drawings(EACH, 1), "f32")));
}
