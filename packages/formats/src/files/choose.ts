import { ValueError } from "@espalier/tensor";

/** The properties of every file format. */
export interface Format {
  /** The name of the format, as messages show it. */
  readonly name: string;
  /** How names of files end that are of this format. */
  readonly endings: readonly string[];
  /** The most bytes that a file can be read of, where its text becomes one string; any number without it. */
  readonly mostBytes?: number;
}

/**
 * The format of a file, by the end of its name.
 *
 * @throws ValueError when it ends in no known way
 */
export function formatOf<F extends Format>(path: string, formats: readonly F[]): F {
  const name = path.toLowerCase();
  const found = formats.find(({ endings }) => endings.some((ending) => name.endsWith(ending)));
  if (found !== undefined) return found;
  const endings = formats.flatMap((format) => format.endings).join(", ");
  const ending = Object.keys(foreign).find((each) => name.endsWith(each));
  throw new ValueError(
    path,
    `a name that ends in ${endings}`,
    ending === undefined ? "another" : `${ending}, ${foreign[ending]}`,
  );
}

/** The endings of files that other programs write, and which they are. */
const foreign: Readonly<Record<string, string>> = {
  ".gguf": "a file of llama.cpp",
  ".h5": "an HDF5 file, as Keras writes",
  ".hdf5": "an HDF5 file, as Keras writes",
  ".joblib": "a Python pickle, as scikit-learn writes",
  ".keras": "a model of Keras",
  ".mlmodel": "a model of Core ML",
  ".pb": "a graph of TensorFlow",
  ".pickle": "a Python pickle",
  ".pkl": "a Python pickle",
  ".tflite": "a model of TensorFlow Lite",
};
