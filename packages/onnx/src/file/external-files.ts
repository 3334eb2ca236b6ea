import { checkBytes } from "@espalier/files/bytes";
import type { StoredTensor } from "./model.ts";
import { readModel } from "./read-model.ts";

/** The files beside a model that hold numbers of it, by the locations that it names. @throws FormatError naming the byte and the field */
export function externalFiles(bytes: Uint8Array): readonly string[] {
  checkBytes("onnx", bytes);
  const { graph } = readModel(bytes);
  const tensors = [
    ...graph.initializers.values(),
    ...graph.nodes.flatMap(({ attributes }) =>
      [...attributes.values()].flatMap(({ tensor }) => (tensor === undefined ? [] : [tensor])),
    ),
  ];
  return [
    ...new Set(
      tensors.flatMap(({ external }: StoredTensor) => (external === undefined ? [] : [external.location])),
    ),
  ];
}
