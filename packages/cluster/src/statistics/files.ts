import { Writable } from "node:stream";
import type { Network } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import type { Io } from "espalier";
import { identityOf, openInputs, readNetwork, version } from "espalier/files";
import type { OpenInputs } from "espalier/files";
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
  if (inputs.samples !== expected.samples)
    throw new ValueError(data, `${expected.samples} samples, as the run began with`, `${inputs.samples}`);
  return { network, inputs };
}
