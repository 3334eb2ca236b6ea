import type { Layer, Network } from "@espalier/prune";
import type { NetworkFile } from "@espalier/prune/json";
import type { Command } from "commander";
import { readNetwork, showSizes, withNetworkOptions } from "../files/network.ts";
import type { NetworkOptions } from "../files/network.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { showLayer } from "../show/layer.ts";
import { table } from "../show/table.ts";
import { showBytes, showCount, showPercent } from "../show/words.ts";

interface Options extends NetworkOptions {
  readonly json?: true;
}

export const inspect = (program: Command, io: Io): Command =>
  withNetworkOptions(program.command("inspect"))
    .description("Shows the layers of a network: weights, zeros, activations, bytes.")
    .argument("<network>", "its file, or - for standard input")
    .option("--json", "for machines")
    .addHelpText("after", "\nExample:\n  espalier inspect model.json")
    .action(async (path: string, options: Options) => {
      const file = await readNetwork(io, path, options);
      const inspection = inspectionOf(file);
      const told = options.json ? `${JSON.stringify(inspection)}\n` : text(inspection, file.network);
      await write(io.stdout, told);
    });

interface Inspection {
  readonly sizes: string;
  readonly precision: string;
  readonly head: string | null;
  readonly weights: number;
  readonly zeros: number;
  readonly parameters: number;
  readonly bytes: number;
  readonly layers: readonly LayerInspection[];
}

interface LayerInspection {
  readonly inputs: number;
  readonly neurons: number;
  readonly activation: string;
  readonly weights: number;
  readonly zeros: number;
  readonly bytes: number;
}

function inspectionOf({ network, head, precision }: NetworkFile): Inspection {
  const layers = network.layers.map(inspectLayer);
  const sum = (name: "weights" | "zeros" | "bytes"): number =>
    layers.reduce((total, layer) => total + layer[name], 0);
  const size = network.layers[0].weight.data.BYTES_PER_ELEMENT;
  return {
    sizes: showSizes(network),
    precision: precision ?? (size === 8 ? "f64" : "f32"),
    head: head ?? null,
    weights: sum("weights"),
    zeros: sum("zeros"),
    parameters: sum("bytes") / size,
    bytes: sum("bytes"),
    layers,
  };
}

function inspectLayer({ weight, bias, activation }: Layer): LayerInspection {
  const [neurons, inputs] = weight.shape;
  const slopes = activation.kind === "prelu" ? activation.slope.data.byteLength : 0;
  return {
    inputs,
    neurons,
    activation: activation.kind,
    weights: weight.data.length,
    zeros: weight.data.filter((w) => w === 0).length,
    bytes: weight.data.byteLength + bias.data.byteLength + slopes,
  };
}

function text({ sizes, precision, head, layers, ...total }: Inspection, network: Network): string {
  const counts = ({ weights, zeros, bytes }: Pick<Inspection, "weights" | "zeros" | "bytes">): string[] => [
    showCount(weights),
    showCount(zeros),
    showPercent(zeros / weights),
    showBytes(bytes),
  ];
  const rows = layers.map((layer, k) => [showLayer(k, network.layers[k]), ...counts(layer)]);
  const after = head === null ? "" : `, followed by ${head}`;
  return [
    `${sizes} in ${precision}${after}: ${showCount(total.parameters)} parameters\n\n`,
    table([["layer", "weights", "zeros", "", "dense"], ...rows, ["all", ...counts(total)]]),
  ].join("");
}
