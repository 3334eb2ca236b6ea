import type { Network } from "@espalier/network";
import { CHUNK } from "@espalier/network";
import { show, usesOf } from "@espalier/network/internal";
import { dtypeOf, ValueError } from "@espalier/tensor";
import type { PassInput } from "../streaming/pass.ts";

/** The bytes of row statistics that are in memory at once: a total, a part, and their sum. */
const COPIES = 3;

/** By default row statistics may take 8 GiB. */
const MEMORY = 2 ** 33;

/** Whether several layers use the matrix of layer k. */
export const isShared = ({ layers }: Network, k: number): boolean =>
  usesOf(layers, layers[k].tied ?? k).length > 1;

/** Σ 8 I J² over the matrices of a network that fit some condition. */
const rowBytes = ({ layers }: Network, counts: (k: number) => boolean): number =>
  layers.reduce((bytes, { weight: { shape }, tied }, k) => {
    const isCounted = tied === undefined && counts(k);
    return bytes + (isCounted ? 8 * shape[0] * shape[1] ** 2 : 0);
  }, 0);

/** What the statistics of rows take, for all rows at once, or for one row at a time. */
interface Needs {
  readonly whole: number;
  /** With one row at a time: besides the samples … */
  readonly byRow: number;
  /** … and for each of them, the inputs and energies of every layer. */
  readonly perSample: number;
}

function needsOf(network: Network): Needs {
  const own = [...network.layers.entries()].filter(([k]) => !isShared(network, k));
  const widest = Math.max(0, ...own.map(([, { weight }]) => weight.shape[1]));
  return {
    whole: COPIES * rowBytes(network, () => true),
    byRow: COPIES * (rowBytes(network, (k) => isShared(network, k)) + 8 * widest ** 2),
    perSample: own.reduce((bytes, [, { weight }]) => {
      const [I, J] = weight.shape;
      return bytes + (dtypeOf(weight) === "f32" ? 4 : 8) * J + 8 * I;
    }, 0),
  };
}

/**
 * Whether the statistics of all rows are in memory at once. If these do not fit, the inputs and energies of the samples are, and the statistics of
 * a row follow from them when they are needed.
 *
 * @throws ValueError saying what they would take, when neither fits
 */
export function holdsAllRows({ who, network, memory = MEMORY, samples = 0 }: PassInput): boolean {
  if (!(typeof memory === "number" && memory >= 0))
    throw new ValueError(who, "a memory of bytes ≥ 0", show(memory));
  const { whole, byRow, perSample } = needsOf(network);
  if (whole <= memory) return true;
  const counted = Number.isFinite(samples) ? samples : 0;
  if (byRow + perSample * counted <= memory) return false;
  const sizes = network.layers.map(({ weight: { shape } }) => shape.join(" × ")).join(", ");
  throw new ValueError(
    who,
    `statistics of rows within ${memory} bytes, the option memory`,
    `${whole} bytes for layers of ${sizes}, 3 · 8 Σ I J²; or a row at a time ${byRow} bytes and ${perSample} for each of ${counted} samples`,
  );
}

/** The memory of the part of a chunk, in bytes. */
export const partBytes = (input: PassInput): number =>
  holdsAllRows(input) ? rowBytes(input.network, () => true) : CHUNK * needsOf(input.network).perSample;
