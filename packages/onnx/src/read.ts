import { checkNetwork } from "@espalier/network";
import type { Network } from "@espalier/network";
import { FormatError, InputError, ValueError } from "@espalier/tensor";
import type { NetworkFile, OnnxUnread } from "@espalier/files";
import { checkBytes, refuse } from "@espalier/files/bytes";
import { endsOf } from "./ends.ts";
import type { ModelBytes } from "./file/external.ts";
import type { Graph, Model, ValueInfo } from "./file/model.ts";
import { readModel } from "./file/read-model.ts";
import { fold } from "./simplify/fold.ts";
import { joinParts } from "./simplify/in-parts.ts";
import { joinNormalizations } from "./simplify/normalizations.ts";
import { reductionsAsLayers } from "./simplify/reductions.ts";
import { withLayer } from "./identity.ts";
import { networkOf } from "./network.ts";
import { precisionOf } from "./precision.ts";
import { tailNote } from "./tail.ts";
import { sorted } from "./sorted.ts";
import { translate } from "./translate.ts";
import type { Translation } from "./translate.ts";

/** The least version of the operators that is read. */
const OLDEST_OPSET = 6;

/** What {@link readOnnx} needs beside the file. */
export interface ReadOnnxOptions {
  /** The bytes of the files that hold numbers of the model, by the locations that it names; see `externalFiles`. */
  readonly externalData?: Readonly<Record<string, Uint8Array>>;
  /** The outputs that count, by their names: the network is what they depend on. By default all outputs count, each as much. */
  readonly outputs?: readonly OutputChoice[];
}

/** An output, and how much its change counts beside that of others. */
export interface OutputChoice {
  /** Its name in the file. */
  readonly name: string;
  /** A number > 0; 1 by default. */
  readonly weight?: number | undefined;
}

/**
 * Reads a network of fully-connected layers from an ONNX file: Gemm, or MatMul and Add, one after the other or as branches that meet in sums,
 * products and Concat; slices; layer and RMS normalization; Softmax; activations. What exporters write in several operators is known by its
 * values. Affine maps of single entries, as normalisation makes them, are folded into the layers beside them in double precision and rounded
 * once. Whatever changes nothing is left out. Softmax or LogSoftmax at an output is left out of the network and told as its `head`; class
 * numbers that the file computes of the outputs are kept with the file as its `tail`. `notes` says what was folded. Everything else
 * is refused by its name.
 *
 * Memory: the parameters, at most four times the bytes (f16 in varints), what is folded in double precision, and what is known of nodes, of
 * which there are 10,000 at most.
 *
 * @throws FormatError naming the byte, and the node, tensor or field
 * @throws ValueError when an output that is asked for is not in the file
 */
export function readOnnx(
  bytes: Uint8Array,
  { externalData = {}, outputs: chosen }: ReadOnnxOptions = {},
): NetworkFile {
  checkBytes("onnx", bytes);
  for (const [location, each] of Object.entries(externalData)) checkBytes(`externalData ${location}`, each);
  const model = readModel(bytes);
  if (model.opset < OLDEST_OPSET)
    refuse(0, "opset_import", `operators of version ${OLDEST_OPSET} or newer`, `${model.opset}`);
  const { graph } = model;
  if (graph.outputs.length === 0) refuse(graph.at, "graph.output", "one", "none");
  const outputs = chosenOutputs(graph, chosen);
  const given = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  const read = new Set([
    ...sorted(graph, outputs).flatMap((node) => node.inputs),
    ...outputs.map(({ name }) => name),
  ]);
  const inputs = given.filter(({ name }) => read.has(name));
  const [{ name, at }] = outputs;
  if (given.length === 0) refuse(graph.at, "graph.input", "one that is not an initializer", "none");
  if (inputs.length === 0)
    refuse(at, `output ${name}`, "to be reached from the input", "a constant, or nothing");
  const unread = given.flatMap((input, k): OnnxUnread[] =>
    read.has(input.name) ? [] : [{ name: input.name, at: k, info: bytes.slice(input.at, input.end) }],
  );
  const all: ModelBytes = { own: bytes, external: externalData };
  const wanted: Wanted = { all, model, inputs, outputs, unread, chosen: chosen ?? [] };
  // An input of one axis is one sample; one of which not as many rows come out as went in may be.
  if (inputs.every(({ shape }) => shape?.length === 1)) return readWanted(wanted, true);
  try {
    return readWanted(wanted, false);
  } catch (error) {
    const [[rows], [results]] = [inputs[0].shape ?? [], outputs[0].shape ?? []];
    const mayBeOne = typeof rows === "number" && typeof results === "number" && rows !== results;
    if (!(error instanceof FormatError) || !mayBeOne || inputs.length + outputs.length > 2) throw error;
    return readWanted(wanted, true);
  }
}

function chosenOutputs(
  { outputs }: Graph,
  chosen: readonly OutputChoice[] | undefined,
): readonly ValueInfo[] {
  if (chosen === undefined) return outputs;
  const names = chosen.map(({ name }) => name);
  const unknown = names.find((name) => !outputs.some((output) => output.name === name));
  if (unknown !== undefined || names.length === 0)
    throw new ValueError(
      "readOnnx",
      `outputs among ${outputs.map(({ name }) => JSON.stringify(name.slice(0, 60))).join(", ")}`,
      unknown === undefined ? "none" : JSON.stringify(unknown),
    );
  return outputs.filter(({ name }) => names.includes(name));
}

/** The parts of a model that are read. */
interface Wanted {
  readonly all: ModelBytes;
  readonly model: Model;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly unread: readonly OnnxUnread[];
  readonly chosen: readonly OutputChoice[];
}

function readWanted(
  { all, model, inputs, outputs, unread, chosen }: Wanted,
  isOneSample: boolean,
): NetworkFile {
  const { irVersion, opset, metadata, graph } = model;
  const translation = translate(all, model, inputs, outputs, isOneSample);
  const precision = precisionOf(translation.steps, inputs, computed(translation, outputs));
  const layered = withLayer(translation, precision, outputs[0]);
  const normalized = joinNormalizations(joinParts(layered, precision), precision);
  const reduced = reductionsAsLayers(normalized, precision);
  const folded = fold(reduced);
  const ends = {
    inputs: inputs.map(({ name }) => name),
    outputs: translation.ends.map(({ name }) => ({
      name,
      weight: chosen.find((each) => each.name === name)?.weight,
    })),
  };
  const { network, notes, ...built } = networkOf(folded, ends, precision, graph);
  checkFitting(graph, network);
  const { tail } = translation;
  const told = [
    ...layered.notes,
    ...normalized.notes,
    ...reduced.notes,
    ...folded.notes,
    ...notes,
    ...(tail === undefined ? [] : [tailNote(tail)]),
    ...leftOut(graph, outputs),
  ];
  return {
    network,
    precision,
    ...built,
    ...(told.length === 0 ? {} : { notes: told }),
    ...(metadata.size === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
    onnx: {
      opset,
      irVersion,
      graphName: graph.name,
      ...endsOf(translation, inputs, network, isOneSample),
      ...(isOneSample ? { isOneSample } : {}),
      ...(usesExternal(graph) ? { externalData: true } : {}),
      ...(unread.length === 0 ? {} : { unread }),
    },
  };
}

/** The outputs that the network computes itself. */
const computed = ({ ends, tail }: Translation, outputs: readonly ValueInfo[]): readonly ValueInfo[] =>
  tail === undefined ? outputs : outputs.filter(({ name }) => ends.some((end) => end.name === name));

/** @throws FormatError when the file is well-formed and its layers do not fit each other */
function checkFitting({ at }: Graph, network: Network): void {
  try {
    checkNetwork("readOnnx", network);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refuse(at, "graph", "layers and functions that fit each other", error.message);
  }
}

const leftOut = ({ outputs }: Graph, chosen: readonly ValueInfo[]): string[] => {
  const names = outputs.filter((output) => !chosen.includes(output)).map(({ name }) => JSON.stringify(name));
  return names.length === 0
    ? []
    : [`left out: ${names.length === 1 ? "output" : "outputs"} ${names.join(", ")}`];
};

const usesExternal = ({ initializers }: Graph): boolean =>
  [...initializers.values()].some(({ external }) => external !== undefined);
