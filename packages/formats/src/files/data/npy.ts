import { readNpy } from "@espalier/files/npy";
import type { DataFormat } from "../data-format.ts";

export const npy: DataFormat = { name: "npy", endings: [".npy"], read: (bytes) => readNpy(bytes) };
