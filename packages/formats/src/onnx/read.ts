import { checkNetwork } from "@espalier/prune";
import { allocate, FormatError } from "@espalier/tensor";
import type { NetworkFile, Precision } from "../network-file.ts";
import { dtypeFor } from "../numbers.ts";
import { checkBytes } from "../read-bytes.ts";
import { refuse } from "../refuse.ts";
import { chainOf } from "./chain.ts";
import { isOpen } from "./constants/size.ts";
import type { ModelBytes } from "./file/external.ts";
import type { Graph, Model, StoredTensor, ValueInfo } from "./file/model.ts";
import { readModel } from "./file/read-model.ts";
import { typeName, types } from "./file/tensor.ts";
import { fold } from "./simplify/fold.ts";
import { joinParts } from "./simplify/in-parts.ts";
import type { Affine } from "./steps.ts";
import { translate } from "./translate.ts";
import type { Translation } from "./translate.ts";

/** The least version of the operators that is read. */
const OLDEST_OPSET = 6;

/** What {@link readOnnx} needs beside the file. */
export interface ReadOnnxOptions {
  /** The bytes of the files that hold numbers of the model, by the locations that it names; see {@link externalFiles}. */
  readonly externalData?: Readonly<Record<string, Uint8Array>>;
}

/**
 * Reads a chain of fully-connected layers from an ONNX file: Gemm, or MatMul and Add; activations in one operator or in parts; affine maps
 * of single entries, as normalisation makes them, which are folded into the layers beside them in double precision and rounded once; and
 * whatever changes nothing. Softmax or LogSoftmax at the end is left out of the network and told as its `head`. What was folded is
 * told in `notes`. Everything else is refused by its name.
 *
 * Memory: the parameters, at most four times the bytes (f16 in varints), what is folded in double precision, and what is known of nodes, of
 * which there are 10,000 at most.
 *
 * @throws FormatError naming the byte, and the node, tensor or field
 */
export function readOnnx(bytes: Uint8Array, { externalData = {} }: ReadOnnxOptions = {}): NetworkFile {
  checkBytes("onnx", bytes);
  for (const [location, each] of Object.entries(externalData)) checkBytes(`externalData ${location}`, each);
  const model = readModel(bytes);
  if (model.opset < OLDEST_OPSET)
    refuse(0, "opset_import", `operators of version ${OLDEST_OPSET} or newer`, `${model.opset}`);
  const { graph } = model;
  const input = theOnly(
    "input",
    graph.inputs.filter(({ name }) => !graph.initializers.has(name)),
    graph,
  );
  const output = theOnly("output", graph.outputs, graph);
  const all: ModelBytes = { own: bytes, external: externalData };
  // An input of one axis is one sample; one of which not as many rows come out as went in may be.
  if (input.shape?.length === 1) return read(all, model, input, output, true);
  try {
    return read(all, model, input, output, false);
  } catch (error) {
    const [[rows], [results]] = [input.shape ?? [], output.shape ?? []];
    if (
      !(error instanceof FormatError) ||
      typeof rows !== "number" ||
      typeof results !== "number" ||
      rows === results
    )
      throw error;
    return read(all, model, input, output, true);
  }
}

/** The files beside a model that hold numbers of it, by the locations that it names. */
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

function theOnly(what: "input" | "output", values: readonly ValueInfo[], { at }: Graph): ValueInfo {
  if (values.length === 1) return values[0];
  const names = values.map(({ name }) => JSON.stringify(name.slice(0, 60))).slice(0, 5);
  return refuse(
    at,
    `graph.${what}`,
    what === "input"
      ? "one that is no initializer"
      : "one: export the model with the output to prune by alone",
    names.length === 0 ? "none" : `${values.length}: ${names.join(", ")}`,
  );
}

function read(
  bytes: ModelBytes,
  model: Model,
  input: ValueInfo,
  output: ValueInfo,
  isOneSample: boolean,
): NetworkFile {
  const { irVersion, opset, metadata, graph } = model;
  const translation = translate(bytes, model, input, output, isOneSample);
  const precision = precisionOf(translation.steps, input);
  const layered = withLayer(translation, precision, output);
  const folded = fold(joinParts(layered, precision));
  const { layers, names, head, outputMap } = chainOf(folded, graph);
  const network = { layers };
  checkNetwork("readOnnx", network);
  const notes = [...layered.notes, ...folded.notes];
  const width = layers[0].weight.shape[1];
  const [batch = "", ...axes] = input.shape ?? [];
  const open = typeof batch === "string" ? batch : "";
  return {
    network,
    precision,
    names,
    ...(head === undefined ? {} : { head }),
    ...(outputMap === undefined ? {} : { outputMap }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(metadata.size === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
    onnx: {
      opset,
      irVersion,
      graphName: graph.name,
      inputName: input.name,
      inputShape: isOneSample
        ? (input.shape ?? [width])
        : [batch, ...(axes.length === 0 || axes.includes("") ? [width] : axes)],
      outputName: output.name,
      ...(isOneSample ? { isOneSample } : {}),
      ...(translation.outputShape === undefined
        ? {}
        : { outputShape: translation.outputShape.map((size) => (isOpen(size) ? open : size)) }),
      ...(usesExternal(graph) ? { externalData: true } : {}),
    },
  };
}

/** Of all weights, and of the input. */
function precisionOf(steps: Translation["steps"], input: ValueInfo): Precision {
  const ofInput = types.find(({ code }) => code === input.type)?.precision;
  let first: Precision | undefined;
  for (const { node, does } of steps) {
    if (does.kind !== "affine") continue;
    first ??= does.precision;
    if (does.precision !== first)
      refuse(node.at, does.weightName, `${first}, as the first weight`, does.precision);
  }
  if (ofInput === undefined || (first !== undefined && ofInput !== first))
    return refuse(
      input.at,
      `input ${input.name}`,
      `${first ?? "floats"}, as the weights are`,
      typeName(input.type),
    );
  return ofInput;
}

const usesExternal = ({ initializers }: Graph): boolean =>
  [...initializers.values()].some(({ external }) => external !== undefined);

/** Wider samples are no layer where a file has no weights: the identity of them takes too much memory. */
const WIDEST_IDENTITY = 1024;

/** A file without weights, of maps of single entries at most, as one layer that begins as the identity. */
function withLayer(translation: Translation, precision: Precision, { at, name }: ValueInfo): Translation {
  const { steps, width, input } = translation;
  const isMap = steps.every(({ does }) => does.kind === "diagonal" || does.kind === "permutation");
  if (!isMap || width === undefined || width > WIDEST_IDENTITY) return translation;
  const data = allocate(width * width, dtypeFor(precision));
  for (let i = 0; i < width; i++) data[i * width + i] = 1;
  const output = steps.length + 1;
  const node = {
    at,
    name,
    operator: "Identity",
    domain: "",
    inputs: [],
    outputs: [name],
    attributes: new Map(),
  };
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
    output: translation.output === input ? output : translation.output,
    steps: [{ node, inputs: [input], output, does }, ...moved],
    notes: [
      ...translation.notes,
      `the file has no weights: the identity is read as one layer [${width}, ${width}]`,
    ],
  };
}
