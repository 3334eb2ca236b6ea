import { readSkops } from "../../skops/index.ts";
import { refuseToWrite } from "../network-format.ts";
import type { NetworkFormat } from "../network-format.ts";

export const skops: NetworkFormat = {
  name: "skops",
  endings: [".skops"],
  read: (bytes) => readSkops(bytes),
  write: () => refuseToWrite("skops"),
  writtenAs: ".onnx",
};
