import type { NetworkFormat } from "./network-format.ts";
import { brain, espalierJson, json, tfjs } from "./networks/json.ts";
import { keras } from "./networks/keras.ts";
import { onnx } from "./networks/onnx.ts";
import { pytorch } from "./networks/pytorch.ts";
import { safetensors } from "./networks/safetensors.ts";
import { skops } from "./networks/skops.ts";
import { sparse } from "./networks/sparse.ts";

/** Every format of networks. */
export const networkFormats: readonly NetworkFormat[] = [
  safetensors,
  onnx,
  pytorch,
  json,
  espalierJson,
  tfjs,
  brain,
  skops,
  keras,
  sparse,
];
