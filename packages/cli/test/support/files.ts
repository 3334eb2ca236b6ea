import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { initialNetwork, prune, seededRandom } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { randomNormal, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { temporaryFolder } from "./terminal.ts";

/** 4-6-3: 42 weights. */
export const network: Network = initialNetwork({ sizes: [4, 6, 3], random: seededRandom(1) });
export const inputs: Tensor = randomNormal([40, 4], seededRandom(2));

/** A folder with the network as model.json and the inputs as inputs.json. */
export function folderWithFiles(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "model.json"), writeJson({ network }));
  writeFileSync(join(folder, "inputs.json"), JSON.stringify(toNested(inputs)));
  return folder;
}

/** With half of its weights. */
export const pruned: Network = prune(network, inputs, { ratio: 0.5 }).network;

/** {@link folderWithFiles}, with the pruned network as pruned.json. */
export function folderWithPruned(): string {
  const folder = folderWithFiles();
  writeFileSync(join(folder, "pruned.json"), writeJson({ network: pruned }));
  return folder;
}
