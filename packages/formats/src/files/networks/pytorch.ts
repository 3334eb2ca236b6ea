import { readPytorch } from "../../pytorch/index.ts";
import { refuseToWrite } from "../network-format.ts";
import type { NetworkFormat } from "../network-format.ts";

/** A pickle is a program, and only PyTorch itself should write one. */
export const pytorch: NetworkFormat = {
  name: "pytorch",
  endings: [".pt", ".pth", ".ckpt"],
  read: readPytorch,
  write: () => refuseToWrite("pytorch"),
  writtenAs: ".safetensors",
};
