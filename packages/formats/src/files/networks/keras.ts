import { FormatError } from "@espalier/tensor";
import { refuseToWrite } from "../network-format.ts";
import type { NetworkFormat } from "../network-format.ts";

export const keras: NetworkFormat = {
  name: "keras",
  endings: [".keras", ".h5", ".hdf5"],
  read: refuseKeras,
  write: () => refuseToWrite("keras"),
  writtenAs: ".onnx",
};

/** A reader of HDF5 is a library of a megabyte; Keras itself writes the format that is read here. */
function refuseKeras(): never {
  throw new FormatError(
    "keras",
    'an ONNX file, by model.export("model.onnx", format="onnx"), or a TensorFlow.js model (docs/from-keras.md)',
    "a file of Keras",
  );
}
