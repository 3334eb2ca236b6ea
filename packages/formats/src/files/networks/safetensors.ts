import { readSafetensors, writeSafetensors } from "../../safetensors/index.ts";
import type { NetworkFormat } from "../network-format.ts";

export const safetensors: NetworkFormat = {
  name: "safetensors",
  endings: [".safetensors"],
  read: readSafetensors,
  write: writeSafetensors,
};
