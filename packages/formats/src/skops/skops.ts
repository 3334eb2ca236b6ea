import { FormatError, sizeOf, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkNetwork } from "@espalier/network";
import type { Activation, Head, Layer } from "@espalier/network";
import type { NetworkFile } from "@espalier/files";
import { readNpy } from "@espalier/files/npy";
import { fields, rootOf, show } from "@espalier/files/json-values";
import { checkBytes, textOf } from "@espalier/files/bytes";
import { transposed } from "../state-dict/weights.ts";
import { openArchive } from "@espalier/files/zip";
import type { ArchivedFile } from "@espalier/files/zip";

type Files = ReadonlyMap<string, ArchivedFile>;

/**
 * Reads a multi-layer perceptron of scikit-learn, MLPRegressor or MLPClassifier, from a `.skops` file: `schema.json` and an array for each
 * parameter. Nothing in it is executed. The outputs of a classifier of several classes have a softmax behind them, which is the head.
 *
 * Memory: the JSON, some 40 times its bytes at most, and the parameters.
 *
 * @throws FormatError naming the file and the place
 */
export function readSkops(bytes: Uint8Array): NetworkFile {
  checkBytes("skops", bytes);
  const files: Files = new Map(openArchive(bytes).map((file) => [file.name, file]));
  const schema = files.get("schema.json");
  if (schema === undefined)
    throw new FormatError("skops", "a file schema.json", [...files.keys()].slice(0, 5).join(", ") || "none");
  const root = fields(
    "schema.json",
    rootOf("schema.json", textOf("schema.json", schema.read(), schema.start)),
  );
  const kind = root["__class__"];
  if (kind !== "MLPRegressor" && kind !== "MLPClassifier")
    throw new FormatError(
      "schema.json, __class__",
      "MLPRegressor or MLPClassifier (of a Pipeline, save that step alone, and prepare the inputs before)",
      show(kind),
    );
  const attributes = fields("content", fields("content", root["content"])["content"]);
  const [weights, biases] = ["coefs_", "intercepts_"].map((key) => arraysOf(files, key, attributes[key]));
  const hidden = hiddenOf(jsonOf("activation", attributes["activation"]));
  const { activation: last, head } = lastOf(jsonOf("out_activation_", attributes["out_activation_"]));
  if (weights.length === 0 || biases.length !== weights.length)
    throw new FormatError(
      "coefs_",
      "as many matrices as intercepts_",
      `${weights.length} and ${biases.length}`,
    );
  for (const [k, { shape }] of weights.entries())
    if (k > 0 && shape[0] !== weights[k - 1].shape[1])
      throw new FormatError(
        `coefs_[${k}]`,
        `${weights[k - 1].shape[1]} rows, the neurons before it`,
        `${shape[0]}`,
      );
  for (const [k, { shape }] of biases.entries())
    if (shape.length !== 1 || shape[0] !== weights[k].shape[1])
      throw new FormatError(`intercepts_[${k}]`, `[${weights[k].shape[1]}]`, `[${shape.join(", ")}]`);
  const layers = weights.map(({ shape, data }, k): Layer => {
    const [J, I] = shape;
    if (shape.length !== 2 || sizeOf(shape) === 0)
      throw new FormatError(`coefs_[${k}]`, "a matrix [inputs, neurons]", `[${shape.join(", ")}]`);
    return {
      weight: wrap([I, J], transposed(data, J, I)),
      bias: biases[k],
      activation: k === weights.length - 1 ? last : hidden,
    };
  });
  const network = { layers };
  checkNetwork("readSkops", network);
  const names = layers.map((_, k) => ({ weight: `coefs_.${k}.weight`, bias: `coefs_.${k}.bias` }));
  return { network, names, ...(head === undefined ? {} : { head }) };
}

/** The arrays of a list, each in a file of its own. */
function arraysOf(files: Files, key: string, node: unknown): Tensor[] {
  const { content } = fields(key, node);
  if (!Array.isArray(content)) throw new FormatError(key, "a list of arrays", show(content));
  return content.map((each, k) => {
    const { file } = fields(`${key}[${k}]`, each);
    const found = typeof file === "string" ? files.get(file) : undefined;
    if (found === undefined)
      throw new FormatError(`${key}[${k}]`, "the name of a file in the archive", show(file));
    const array = readNpy(found.read());
    const at = array.data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw new FormatError(`${key}[${k}]`, "finite numbers", `${array.data[at]} at entry ${at}`);
    return array;
  });
}

/** A text, which is JSON once more. */
function jsonOf(key: string, node: unknown): unknown {
  const { content } = fields(key, node);
  return typeof content === "string" ? rootOf(key, content) : content;
}

function hiddenOf(name: unknown): Activation {
  const kinds = { identity: "identity", logistic: "sigmoid", tanh: "tanh", relu: "relu" } as const;
  if (typeof name !== "string" || !Object.hasOwn(kinds, name))
    throw new FormatError("activation", Object.keys(kinds).join(", "), show(name));
  return { kind: kinds[name as keyof typeof kinds] }; // asked for just before
}

function lastOf(name: unknown): { readonly activation: Activation; readonly head?: Head } {
  if (name === "softmax") return { activation: { kind: "identity" }, head: "softmax" };
  if (name === "identity") return { activation: { kind: "identity" } };
  if (name === "logistic") return { activation: { kind: "sigmoid" } };
  throw new FormatError("out_activation_", "identity, logistic or softmax", show(name));
}
