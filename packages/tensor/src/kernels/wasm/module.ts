import { assemble } from "./assembler.ts";
import { elements } from "./element.ts";
import { elementwise } from "./elementwise.ts";
import { pack } from "./pack.ts";
import { panel, tiles } from "./panel.ts";
import { statistics } from "./statistics.ts";

/** The bytes of the kernels, for WebAssembly with 128-bit SIMD. */
export const kernelBytes = (): Uint8Array =>
  assemble(
    elements.flatMap((element) => [
      ...tiles.map((tile) => panel(element, tile)),
      ...[1, 2].flatMap((vectors) => [pack(element, false, vectors), pack(element, true, vectors)]),
      ...elementwise(element),
      ...statistics(element),
    ]),
  );
