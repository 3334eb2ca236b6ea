import { readIdx } from "@espalier/files/idx";
import type { DataFormat } from "../data-format.ts";

export const idx: DataFormat = { name: "idx", endings: [".idx", "-ubyte"], read: (bytes) => readIdx(bytes) };
