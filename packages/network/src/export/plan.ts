import { astype, dtypeOf, ValueError } from "@espalier/tensor";
import type { Data, DType, Tensor } from "@espalier/tensor";
import type { Activation } from "../activation/activation.ts";
import {
  checkNetwork,
  mapParameters,
  nonzeroWeights,
  parametersOf,
  sizesOf,
  weightCount,
} from "../graph/network.ts";
import type { Layer, Network } from "../graph/network.ts";
import { checkOptions, show } from "../calls/options.ts";
import { checkName } from "./names.ts";
import type { Names } from "./names.ts";

/** Options of a program. */
export interface ExportOptions {
  /**
   * The name of the function: at least two letters, digits or _, the first no digit. It must not be a word of the language, or a name that
   * its library or the program itself uses. By default `network`.
   */
  readonly name?: string | undefined;
  /** The precision of the numbers; by default that of the network. */
  readonly dtype?: DType | undefined;
  /** Whether zero weights are left out, and a bit for each weight says which. By default the smaller one. */
  readonly sparse?: boolean | undefined;
}

/** What a program is written from, in any language. */
export interface Start {
  readonly name: string;
  readonly dtype: DType;
  /** In the precision of the program. */
  readonly network: Network;
  /** Whether zero weights are left out. */
  readonly isSparse: boolean;
  /** Whether the code that reads the bits of zeros may decide which program is smaller. */
  readonly isClose: boolean;
  /** For a comment: in which precision, and with how many weights. */
  readonly about: string;
}

/** The most characters that a number takes in the text of a program, with what separates it from the next. */
export type Longest = Readonly<Record<DType, number>>;

/**
 * @throws ShapeError, ValueError when the network is not valid, a number does not fit the precision, the name is not allowed, or the text may
 * be longer than a string can be
 */
export function startOf(
  who: string,
  names: Names,
  longest: Longest,
  given: Network,
  options: ExportOptions,
): Start {
  checkNetwork(who, given);
  checkOptions(who, options, '{ name: "infer" }');
  const { name = "network", dtype, sparse } = options;
  checkName(who, name, names);
  if (dtype !== undefined && dtype !== "f32" && dtype !== "f64")
    throw new ValueError(who, "a dtype among f32, f64", show(dtype));
  if (sparse !== undefined && typeof sparse !== "boolean")
    throw new ValueError(who, "sparse to be true or false", show(sparse));
  const precision = dtype ?? dtypeOf(given.layers[0].weight);
  const network = mapParameters(given, (each) => astype(each, precision));
  checkNetwork(who, network); // a large number in f64 may be infinite in f32
  if (precision === "f32") checkInSingle(who, network);
  const [all, left] = [weightCount(network), nonzeroWeights(network)];
  const v = precision === "f32" ? 4 : 8;
  const saved = v * (all - left) - Math.ceil(all / 8);
  const isSparse = sparse ?? saved > 0;
  const isClose = Math.abs(saved) < 1024 * network.layers.length;
  checkLength(who, network, isSparse ? all - left : 0, longest[precision]);
  const about = `in ${precision}, ${left} of ${all} weights; written by Espalier`;
  return { name, dtype: precision, network, isSparse, isClose, about };
}

/** The longest text that every engine has, without room for the code around the numbers. */
const MOST_CHARACTERS = 2 ** 29 - 2 ** 22;

/** A program is one text. Its length is only known once it is written, so the check takes the most that it can be, before any memory is spent. */
function checkLength(who: string, network: Network, leftOut: number, longest: number): void {
  const all = parametersOf(network).reduce((sum, { data }) => sum + data.length, 0);
  const perBit = leftOut > 0 ? 0.5 : 0; // of zeros that are left out: 8 of them as `255,` at most
  const numbers = all - leftOut;
  if (numbers * longest + all * perBit > MOST_CHARACTERS)
    throw new ValueError(
      who,
      `at most ${Math.floor((MOST_CHARACTERS - all * perBit) / longest)} numbers, as the program is one text`,
      `${numbers}`,
    );
}

/** The numbers that are no parameters: those of activations, and constants. */
function checkInSingle(who: string, { layers, graph }: Network): void {
  for (const [k, { activation }] of layers.entries())
    checkFixed(`${who}: layer ${k}: ${activation.kind}`, fixedOf(activation));
  for (const node of graph?.nodes ?? []) {
    if (node.op === "constant") checkFixed(`${who}: node "${node.name}"`, node.values);
    if (node.op === "activation") checkFixed(`${who}: node "${node.name}"`, fixedOf(node.activation));
  }
}

const fixedOf = (activation: Activation): number[] =>
  Object.values(activation).filter((value) => typeof value === "number");

function checkFixed(where: string, values: readonly number[]): void {
  const large = values.find((value) => Math.abs(Math.fround(value)) === Infinity);
  if (large !== undefined) throw new ValueError(where, "values that are finite in f32", String(large));
}

/** The parts of a program that computes a chain, in any language. */
export interface Plan {
  readonly name: string;
  readonly dtype: DType;
  readonly sizes: readonly number[];
  /** In the order in which a program reads them: row by row the weights, the bias, and the slope where each neuron has its own. */
  readonly numbers: Data;
  /** A bit for each weight, row by row, the lowest of a byte first; undefined where all weights are among the numbers. */
  readonly bits: Uint8Array | undefined;
  readonly activations: readonly Activation[];
  /** In a few words, for a comment. */
  readonly about: string;
}

/** The plan of a chain. */
export function planOf({ name, dtype, network, isSparse, about }: Start): Plan {
  const { layers } = network;
  return {
    name,
    dtype,
    sizes: sizesOf(network),
    numbers: dataOf(
      layers.flatMap((layer) => numbersOf(layer, isSparse)),
      dtype,
    ),
    bits: isSparse ? bitsOf(layers.map(({ weight }) => weight)) : undefined,
    activations: layers.map(({ activation }) => activation),
    about: `${sizesOf(network).join("-")} ${about}`,
  };
}

/** Numbers in the precision of a program. */
export const dataOf = (numbers: readonly number[], dtype: DType): Data =>
  dtype === "f32" ? Float32Array.from(numbers) : Float64Array.from(numbers);

function numbersOf({ weight, bias, activation }: Layer, isSparse: boolean): number[] {
  const [I, J] = weight.shape;
  const numbers: number[] = [];
  for (let i = 0; i < I; i++) {
    for (const W_ij of weight.data.subarray(i * J, (i + 1) * J))
      if (!isSparse || W_ij !== 0) numbers.push(W_ij);
    numbers.push(bias.data[i]);
    if (activation.kind === "prelu" && !isShared(activation.slope)) numbers.push(activation.slope.data[i]);
  }
  return numbers;
}

/** Whether the layer has a single slope, which is written into the program; otherwise the slope of a neuron follows its bias. */
export const isShared = (slope: Tensor): boolean => slope.data.length === 1;

/** A bit for each entry of some matrices, one after the other: whether it is not zero. The lowest bit of a byte is the first. */
export function bitsOf(matrices: readonly Tensor[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(matrices.reduce((sum, { data }) => sum + data.length, 0) / 8));
  let at = 0;
  for (const { data } of matrices)
    for (const W_ij of data) {
      if (W_ij !== 0) bits[Math.floor(at / 8)] |= 1 << (at % 8);
      at++;
    }
  return bits;
}

/**
 * One expression for the activations of all layers k: `k < 2 ? a : b`, where the first two have a.
 *
 * @param expressions one for each layer
 */
export function byLayer(expressions: readonly string[]): string {
  const [first] = expressions;
  const end = expressions.findIndex((each) => each !== first);
  const rest = (from: number): string => {
    const to = expressions.findIndex((each, k) => k > from && each !== expressions[from]);
    return to < 0 ? expressions[from] : `k < ${to} ? ${expressions[from]} : ${rest(to)}`;
  };
  return end < 0 ? first : rest(0);
}
