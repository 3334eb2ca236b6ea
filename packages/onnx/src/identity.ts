import { allocate } from "@espalier/tensor";
import type { Precision } from "@espalier/files";
import { dtypeFor } from "@espalier/files/bytes";
import type { ValueInfo } from "./file/model.ts";
import type { Affine } from "./steps.ts";
import type { Translation } from "./translate.ts";

/** Wider samples are not a layer where a file has no weights: the identity of them takes too much memory. */
const WIDEST_IDENTITY = 1024;

/** A file without weights, of maps of single entries at most, as one layer that begins as the identity. */
export function withLayer(
  translation: Translation,
  precision: Precision,
  { at, name }: ValueInfo,
): Translation {
  const { steps, inputs, outputs } = translation;
  const isMap = steps.every(({ does }) => does.kind === "diagonal" || does.kind === "pick");
  const [{ value: input, width }] = inputs;
  if (!isMap || inputs.length + outputs.length > 2 || width === undefined || width > WIDEST_IDENTITY)
    return translation;
  const data = allocate(width * width, dtypeFor(precision));
  for (let i = 0; i < width; i++) data[i * width + i] = 1;
  const node = {
    at,
    name,
    operator: "Identity",
    domain: "",
    inputs: [],
    outputs: [name],
    attributes: new Map(),
    attributeRanges: [],
  };
  const output = 1 + steps.length;
  const does: Affine = {
    kind: "affine",
    weight: { shape: [width, width], data },
    weightName: "identity.weight",
    precision,
    before: [],
    behind: [],
  };
  const moved = steps.map((step) => ({
    ...step,
    inputs: step.inputs.map((value) => (value === input ? output : value)),
  }));
  return {
    ...translation,
    outputs: outputs.map((value) => (value === input ? output : value)),
    steps: [{ node, inputs: [input], output, width, does }, ...moved],
    notes: [
      ...translation.notes,
      `the file has no weights: the identity is read as one layer [${width}, ${width}]`,
    ],
  };
}
