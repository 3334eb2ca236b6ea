import { initialNetwork, nonzeroWeights, prune, seededRandom } from "@espalier/prune";
import { withNetwork } from "@espalier/formats";
import { readNpy, writeNpy } from "@espalier/formats/npy";
import { readOnnx, writeOnnx } from "@espalier/formats/onnx";
import { readSafetensors, writeSafetensors } from "@espalier/formats/safetensors";
import { randomNormal, useFastKernels } from "@espalier/tensor";

// An edge function: bytes in, bytes out, and whatever WebAssembly the platform allows.
await useFastKernels();

function handle(network: Uint8Array, inputs: Uint8Array): Uint8Array {
  const file = readSafetensors(network);
  return writeOnnx(withNetwork(file, prune(file.network, readNpy(inputs), { ratio: 0.5 }).network));
}

const random = seededRandom(1);
const network = initialNetwork({ sizes: [4, 8, 2], random }); // 48 weights
const answer = handle(writeSafetensors({ network }), writeNpy(randomNormal([20, 4], random)));
export const result: number = nonzeroWeights(readOnnx(answer).network);
