import type { Layer, Network } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats/json";
import { storageOf, toSparse } from "@espalier/prune/sparse";
import type { Form } from "@espalier/prune/sparse";
import type { Command } from "commander";
import { readNetwork, showSizes } from "../files/network.ts";
import { withNetworkOptions } from "../files/network-options.ts";
import type { NetworkOptions } from "../files/network-options.ts";
import { STANDARD } from "../files/paths.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { drawMatrices } from "../picture/matrices.ts";
import { pictureFor, titleOf } from "../picture/page.ts";
import { graphTable, inspectGraph } from "../show/graph.ts";
import type { GraphInspection } from "../show/graph.ts";
import { showJson } from "../show/json.ts";
import { showLayer } from "../show/layer.ts";
import { table } from "../show/table.ts";
import { showBytes, showCount, showPercent } from "../show/words.ts";

interface Options extends NetworkOptions {
  readonly json?: true;
  readonly picture?: string;
  readonly force?: true;
}

export const inspect = (command: Command, io: Io): Command =>
  withNetworkOptions(command)
    .argument("<network>", "file of the network, or - for standard input")
    .option("--picture <file>", "also draw the weights of each layer as heat maps, as .svg or .html")
    .option("--json", "print one line of JSON")
    .option("--force", "replace an existing picture")
    .addHelpText(
      "after",
      "\nExamples:\n  espalier inspect model.onnx\n  espalier inspect model.onnx --picture weights.svg",
    )
    .action(async (path: string, options: Options) => {
      const { picture, force = false } = options;
      if (picture !== undefined) await checkResults(io, [picture], force, [path]);
      const file = await readNetwork(io, path, options);
      if (picture !== undefined) {
        const content = pictureFor(picture, titleOf(path), drawMatrices(file.network));
        await writeResults(io, [{ path: picture, content }], force);
      }
      if (picture === STANDARD) return;
      const inspection = inspectionOf(file);
      const told = options.json ? showJson(inspection) : text(inspection, file.network);
      await write(io.stdout, told);
    });

interface Inspection {
  readonly sizes: string;
  readonly precision: string;
  readonly head: string | null;
  /** Whether the file multiplies and shifts the outputs, behind the last activation. */
  readonly outputMap: boolean;
  /** Whether it multiplies and shifts them behind the head. */
  readonly headMap: boolean;
  /** What the reader did to the file's numbers. */
  readonly notes: readonly string[];
  readonly weights: number;
  readonly zeros: number;
  readonly parameters: number;
  readonly bytes: number;
  /** Of the smallest form of each layer, as a .sparse file stores it. */
  readonly sparseBytes: number;
  readonly layers: readonly LayerInspection[];
  /** How the layers are connected; absent for a chain. */
  readonly graph?: GraphInspection;
}

interface LayerInspection {
  readonly inputs: number;
  readonly neurons: number;
  readonly activation: string;
  /** The number of the layer whose matrix it uses. */
  readonly tied?: number;
  readonly weights: number;
  readonly zeros: number;
  readonly bytes: number;
  readonly sparseBytes: number;
  readonly form: Form;
}

function inspectionOf({ network, head, outputMap, headMap, notes = [], precision }: NetworkFile): Inspection {
  const layers = network.layers.map(inspectLayer);
  const size = network.layers[0].weight.data.BYTES_PER_ELEMENT;
  // The matrix of a tied layer is counted with the first layer that uses it.
  const own = layers.map(({ tied, weights, zeros, bytes, sparseBytes }) => {
    if (tied === undefined) return { weights, zeros, bytes, sparseBytes };
    const others = bytes - size * weights;
    return { weights: 0, zeros: 0, bytes: others, sparseBytes: others };
  });
  const sum = (name: (typeof counted)[number]): number =>
    own.reduce((total, layer) => total + layer[name], 0);
  return {
    sizes: showSizes(network),
    precision: precision ?? (size === 8 ? "f64" : "f32"),
    head: head ?? null,
    outputMap: outputMap !== undefined,
    headMap: headMap !== undefined,
    notes,
    weights: sum("weights"),
    zeros: sum("zeros"),
    parameters: sum("bytes") / size,
    bytes: sum("bytes"),
    sparseBytes: sum("sparseBytes"),
    layers,
    ...(network.graph === undefined ? {} : { graph: inspectGraph(network, network.graph) }),
  };
}

const counted = ["weights", "zeros", "bytes", "sparseBytes"] as const;

function inspectLayer({ weight, bias, activation, tied }: Layer): LayerInspection {
  const [neurons, inputs] = weight.shape;
  const [{ bytes, otherBytes, form }] = storageOf(toSparse({ layers: [{ weight, bias, activation }] }));
  return {
    inputs,
    neurons,
    activation: activation.kind,
    ...(tied === undefined ? {} : { tied }),
    weights: weight.data.length,
    zeros: weight.data.filter((w) => w === 0).length,
    bytes: bytes.dense + otherBytes,
    sparseBytes: bytes[form] + otherBytes,
    form,
  };
}

function text(
  { sizes, precision, head, outputMap, headMap, notes, layers, graph, ...total }: Inspection,
  network: Network,
): string {
  const counts = (of: Pick<Inspection, (typeof counted)[number]>): string[] => [
    showCount(of.weights),
    showCount(of.zeros),
    showPercent(of.zeros / of.weights),
    showBytes(of.bytes),
    showBytes(of.sparseBytes),
  ];
  const rows = layers.map((layer, k) => [showLayer(k, network.layers[k]), ...counts(layer), layer.form]);
  const behind = [
    outputMap ? "a scale and a shift of the outputs" : [],
    head ?? [],
    headMap ? `a scale and a shift of the ${head}` : [],
  ].flat();
  const after = behind.length === 0 ? "" : `, followed by ${behind.join(" and ")}`;
  return [
    `${sizes} in ${precision}${after}: ${showCount(total.parameters)} parameters\n\n`,
    table([["layer", "weights", "zeros", "", "dense", "sparse", "as"], ...rows, ["all", ...counts(total)]]),
    ...(graph === undefined ? [] : ["\n", graphTable(graph)]),
    ...(notes.length === 0 ? [] : ["\n", ...notes.map((note) => `${note}\n`)]),
  ].join("");
}
