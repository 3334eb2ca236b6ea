import { cloneNetwork, inputWidth } from "@espalier/network";
import type { Mask, MetricName, Activation, Layer, Network } from "@espalier/network";
import { judged } from "@espalier/network/internal";
import { allocate, dtypeOf } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";

/** The part of a masked network that its outputs depend on. */
export interface Relevant {
  /** The same function, with only these neurons and inputs. */
  readonly network: Network;
  /** The masks of its weights. */
  readonly masks: readonly Mask[];
  /** For each layer, the numbers of the inputs j that its rows read; then those of the outputs. Of a whole network, only the inputs. */
  readonly units: readonly Uint32Array[];
}

/** A unit that only fills up a vector of the kernels: its weights are 0 and removed. */
const FILLER = 2 ** 32 - 1;

/** Kernels take this many columns at a time, in either precision. */
const WHOLE = 8;

/**
 * Leaves out every neuron and input that no kept weight reads on the way to the outputs, so that no time is spent on them. The
 * rest is filled up to whole vectors. A graph, or a network with a tied matrix, stays whole, since its values must keep fitting each other.
 */
export function relevantOf(network: Network, masks: readonly Mask[], metric: MetricName): Relevant {
  if (isWhole(network))
    return {
      network: judged(network, metric),
      masks,
      units: [Uint32Array.from({ length: inputWidth(network) }, (_, j) => j)],
    };
  const { layers } = network;
  const outputs = layers[layers.length - 1].weight.shape[0];
  const units: Uint32Array[] = [];
  units[layers.length] = Uint32Array.from({ length: outputs }, (_, i) => i);
  for (let k = layers.length - 1; k >= 0; k--)
    units[k] = filled(unitsRead(masks[k], layers[k].weight.shape[1], units[k + 1]));
  return {
    network: { layers: layers.map((layer, k) => chosenLayer(layer, units[k + 1], units[k])) },
    masks: masks.map((mask, k) =>
      choose(
        mask,
        new Uint8Array(units[k + 1].length * units[k].length),
        layers[k].weight.shape[1],
        units[k + 1],
        units[k],
      ),
    ),
    units,
  };
}

function unitsRead(mask: Mask, width: number, rows: Uint32Array): number[] {
  const isRead = new Uint8Array(width);
  for (const i of rows)
    if (i !== FILLER) for (let j = 0; j < width; j++) if (mask[i * width + j] !== 0) isRead[j] = 1;
  return [...isRead.keys()].filter((j) => isRead[j] === 1);
}

function filled(units: readonly number[]): Uint32Array {
  const whole = new Uint32Array(Math.max(1, Math.ceil(units.length / WHOLE)) * WHOLE).fill(FILLER);
  whole.set(units);
  return whole;
}

function chosenLayer({ weight, bias, activation }: Layer, rows: Uint32Array, columns: Uint32Array): Layer {
  return {
    weight: {
      shape: [rows.length, columns.length],
      data: chosenData(weight.data, weight.shape[1], rows, columns),
    },
    bias: chosenVector(bias, rows),
    activation: chosenActivation(activation, rows),
  };
}

const FIRST = Uint32Array.of(0);

const chosenVector = ({ data }: Tensor, rows: Uint32Array): Tensor => ({
  shape: [rows.length],
  data: chosenData(data, 1, rows, FIRST),
});

/** A single slope stays; of one slope for each neuron, some are chosen. */
const chosenActivation = (activation: Activation, rows: Uint32Array): Activation =>
  activation.kind === "prelu" && activation.slope.data.length > 1
    ? { kind: "prelu", slope: chosenVector(activation.slope, rows) }
    : activation;

const chosenData = (data: Data, width: number, rows: Uint32Array, columns: Uint32Array): Data =>
  choose(data, allocate(rows.length * columns.length, dtypeOf({ data })), width, rows, columns);

/** Copies some rows and columns of a matrix; a filler has zeros. */
export function choose<T extends Data | Mask>(
  data: T,
  chosen: T,
  width: number,
  rows: Uint32Array,
  columns: Uint32Array,
): T {
  let count = columns.length;
  while (count > 0 && columns[count - 1] === FILLER) count--;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === FILLER) continue;
    const [from, to] = [rows[row] * width, row * columns.length];
    for (let column = 0; column < count; column++) chosen[to + column] = data[from + columns[column]];
  }
  return chosen;
}

const isWhole = ({ layers, graph }: Network): boolean =>
  graph !== undefined || layers.some(({ tied }) => tied !== undefined);

/** The network with the parameters of its relevant part put back. */
export function withRelevant(network: Network, { units }: Relevant, part: Network): Network {
  if (isWhole(network)) return network.graph === undefined ? part : { ...part, graph: network.graph };
  const result = cloneNetwork(network);
  for (const [k, { weight, bias, activation }] of part.layers.entries()) {
    const whole = result.layers[k];
    putBack(weight.data, whole.weight.data, whole.weight.shape[1], units[k + 1], units[k]);
    putBack(bias.data, whole.bias.data, 1, units[k + 1], FIRST);
    if (activation.kind !== "prelu" || whole.activation.kind !== "prelu") continue;
    const { data } = activation.slope;
    if (data.length === 1) whole.activation.slope.data.set(data);
    else putBack(data, whole.activation.slope.data, 1, units[k + 1], FIRST);
  }
  return result;
}

function putBack(chosen: Data, data: Data, width: number, rows: Uint32Array, columns: Uint32Array): void {
  for (let row = 0; row < rows.length; row++)
    for (let column = 0; column < columns.length; column++)
      if (rows[row] !== FILLER && columns[column] !== FILLER)
        data[rows[row] * width + columns[column]] = chosen[row * columns.length + column];
}
