import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { Writable } from "node:stream";
import { metricOfFile } from "@espalier/formats";
import type { Network, SampleRange } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import type { Io } from "espalier";
import { checkSumsOf } from "@espalier/prune/internal";
import { identityOf, isAddress, openInputs, readNetwork, version } from "espalier/files";
import type { DataOptions, NetworkOptions, OpenInputs } from "espalier/files";
import type { RunFiles } from "./jobs.ts";

/** Jobs name files by whole paths, and say nothing. */
const nowhere = new Writable({ write: (_, __, done) => done() });

/** What a job sees of the world. */
export const ioOf = (signal: AbortSignal = new AbortController().signal): Io => ({
  folder: "/",
  stdin: (async function* () {})(),
  stdout: nowhere,
  stderr: nowhere,
  signal,
});

/** The version of this program, as files of statistics have it. */
export const producer: string = `espalier ${version}`;

/** @throws ValueError where the run is of another version, which may sum in another order */
export function checkProducer(expected: string): void {
  if (producer !== expected)
    throw new ValueError("espalier-cluster worker", `a worker of ${expected}, as the run`, version);
}

/** The last files, as most jobs are of the same. */
let last: { readonly key: string; readonly opened: Promise<Opened> } | undefined;

/** The files of a run, opened. */
export interface Opened {
  readonly network: Network;
  readonly inputs: OpenInputs;
}

/** Opens the files of a run. @throws ValueError when they are not those that the run began with */
export async function openFiles(files: RunFiles): Promise<Opened> {
  const { network, networkOptions, data, dataOptions, expected } = files;
  checkProducer(expected.producer);
  const key = JSON.stringify([network, networkOptions, data, dataOptions, expected]);
  if (last?.key !== key) {
    const opened = open(files);
    last = { key, opened };
    opened.catch(() => (last = undefined));
  }
  return last.opened;
}

async function open({
  network: path,
  networkOptions,
  data,
  dataOptions,
  expected,
}: RunFiles): Promise<Opened> {
  const { network } = await readNetwork(ioOf(), path, networkOptions);
  if (identityOf(network) !== expected.network)
    throw new ValueError(path, "the network that the run began with", "another one");
  const inputs = await openInputs(ioOf(), data, network, dataOptions);
  if (inputs.state !== expected.state) throw otherSamples(data);
  if (inputs.samples !== expected.samples)
    throw new ValueError(data, `${expected.samples} samples, as the run began with`, `${inputs.samples}`);
  return { network, inputs };
}

/**
 * Looks whether samples were those that the run began with, once they were read.
 *
 * @throws ValueError when the file has changed, or is another one on this machine
 */
export async function checkContent(
  { inputs }: Opened,
  { data }: RunFiles,
  ranges: readonly SampleRange[],
  content: string,
): Promise<void> {
  if ((await inputs.content(ranges)) !== content) throw otherSamples(data);
}

const otherSamples = (data: string): ValueError =>
  new ValueError(
    data,
    "the samples that the run began with",
    "others: the file has changed, or differs here",
  );

/**
 * Identifies samples besides their content: by the way of reading them, and by an address itself, since two addresses may have one ETag.
 */
export const dataOf = ({ data, dataOptions }: RunFiles): object =>
  isAddress(data) ? { data, dataOptions } : { dataOptions };

/** The files that a run is called with. */
export interface GivenFiles {
  /** The path of the network, which every worker can read. */
  readonly network: string;
  /** Options of the network that its file does not have. */
  readonly networkOptions: NetworkOptions;
  /** The path or the address of the samples. */
  readonly data: string;
  /** How the file of the samples is read. */
  readonly dataOptions: DataOptions;
  /**
   * The cost of a change of the outputs: their squared difference, or the change of the class probabilities, which is the default for a network with
   * an output that ends in softmax.
   */
  readonly metric?: "outputs" | "softmax" | undefined;
  /** The precision of the sums over the samples of a chunk; `f64` by default. */
  readonly sums?: DType | undefined;
}

/** What a run begins with: its files as they are now. */
export interface Begun extends Opened {
  readonly files: RunFiles;
  readonly metric: "outputs" | "softmax";
}

/** Opens the files of a run for the first time. */
export async function beginWith(
  { network: networkPath, networkOptions, data: dataPath, dataOptions, metric, sums }: GivenFiles,
  signal: AbortSignal,
): Promise<Begun> {
  const path = await wholePath(networkPath);
  const file = await readNetwork(ioOf(signal), path, networkOptions);
  const { network } = file;
  checkSumsOf("espalier-cluster prune", network, sums);
  const data = isAddress(dataPath) ? dataPath : await wholePath(dataPath);
  const inputs = await openInputs(ioOf(signal), data, network, dataOptions);
  const expected = { network: identityOf(network), samples: inputs.samples, state: inputs.state, producer };
  return {
    network,
    inputs,
    files: { network: path, networkOptions, data, dataOptions, expected },
    metric: metric ?? metricOfFile(file),
  };
}

const wholePath = (path: string): Promise<string> => realpath(resolve(path)).catch(() => resolve(path));
