import type { NetworkFile } from "@espalier/files";
import { externalFiles, readOnnx, writeOnnx, writeOnnxWithData } from "@espalier/onnx";
import type { NetworkFormat, Untold } from "../network-format.ts";

export const onnx: NetworkFormat = {
  name: "onnx",
  endings: [".onnx"],
  read: readOnnxFile,
  write: writeOnnx,
  besides: externalFiles,
  writeAll: writeOnnxFiles,
};

function readOnnxFile(bytes: Uint8Array, { besides, outputs }: Untold = {}): NetworkFile {
  return readOnnx(bytes, {
    ...(besides === undefined ? {} : { externalData: besides }),
    ...(outputs === undefined ? {} : { outputs }),
  });
}

/** Large tensors go beside the model if they came from there. */
function writeOnnxFiles(
  file: NetworkFile,
  name: string,
): ReadonlyMap<string, Uint8Array<ArrayBuffer>> | undefined {
  if (file.onnx?.externalData !== true) return undefined;
  const beside = `${name}.data`;
  const { model, data } = writeOnnxWithData(file, beside);
  return data === undefined
    ? undefined
    : new Map([
        [name, model],
        [beside, data],
      ]);
}
