import { inflateSync } from "fflate";
import type { Inflate } from "./archive.ts";

/** By fflate, an optional peer of this package. */
export const inflate: Inflate = (packed, size) => inflateSync(packed, { out: new Uint8Array(size) });
