import { readFileSync } from "node:fs";
import { join } from "node:path";
import { finish, prune, pruningWithin } from "@espalier/prune";
import { withNetwork } from "@espalier/formats";
import { compact } from "@espalier/prune/compact";
import { readNpy } from "@espalier/formats/npy";
import { readOnnx, writeOnnx } from "@espalier/formats/onnx";
import { readSafetensors, writeSafetensors } from "@espalier/formats/safetensors";

// What the page should hand out, computed here.

const bytesOf = (folder: string, name: string): Uint8Array => readFileSync(join(folder, name));

/** model.onnx, changed by 2 % at most. */
export function pruneAndWrite(folder: string): Uint8Array {
  const file = readOnnx(bytesOf(folder, "model.onnx"));
  const inputs = readNpy(bytesOf(folder, "inputs.npy"));
  return writeOnnx(withNetwork(file, finish(pruningWithin(file.network, inputs, { budget: 0.02 })).network));
}

/** model.onnx without 90 % of its weights, compensated for by the whole network, quickly. */
export function solveAndWrite(folder: string): Uint8Array {
  const file = readOnnx(bytesOf(folder, "model.onnx"));
  const inputs = readNpy(bytesOf(folder, "inputs.npy"));
  const options = { ratio: 0.9, compensation: "network", effort: "quick" } as const;
  return writeOnnx(withNetwork(file, prune(file.network, inputs, options).network));
}

/** model.onnx without the neurons of 60 % of its weights, for which the kept ones compensate. */
export function pruneNeuronsAndWrite(folder: string): Uint8Array {
  const file = readOnnx(bytesOf(folder, "model.onnx"));
  const inputs = readNpy(bytesOf(folder, "inputs.npy"));
  const options = { ratio: 0.6, granularity: "neuron" } as const;
  return writeOnnx(withNetwork(file, prune(file.network, inputs, options).network));
}

/** model.safetensors without 90 % of its weights, compacted. */
export function compactAndWrite(folder: string): Uint8Array {
  const file = readSafetensors(bytesOf(folder, "model.safetensors"));
  const inputs = readNpy(bytesOf(folder, "inputs.npy"));
  const { network } = prune(file.network, inputs, { ratio: 0.9 });
  return writeSafetensors(withNetwork(file, compact(network).network));
}
