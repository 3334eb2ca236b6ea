import { gzipSync } from "node:zlib";
import { parametersOf, sizesOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { compact } from "@espalier/prune/compact";
import { toJavaScript } from "@espalier/prune/export";
import { storageOf, toSparse } from "@espalier/prune/sparse";
import { writeSparse } from "@espalier/formats/sparse-file";
import type { Form } from "@espalier/prune/sparse";

/** What a network takes, in bytes. */
export interface Bytes {
  /** Weights, biases and slopes as they lie in memory. */
  readonly dense: number;
  /** {@link dense}, packed by gzip at its highest level. */
  readonly gzip: number;
  /** The file of `writeSparse`. */
  readonly sparse: number;
  /** {@link dense} of the compacted network, without the inputs that nobody reads. */
  readonly compacted: number;
  /** The file of `writeSparse` of the compacted network. */
  readonly compactedSparse: number;
  /** The module that `toJavaScript` makes of the compacted network. */
  readonly module: number;
}

/** A network, and what is left of it. */
export interface Smaller {
  readonly bytes: Bytes;
  /** d_0 … d_L after compaction. */
  readonly sizes: readonly number[];
  /** Whether compaction has kept all bits of the outputs. */
  readonly isExact: boolean;
  /** How the weight of each layer is stored in the sparse file before compaction. */
  readonly forms: readonly Form[];
}

export function smaller(network: Network): Smaller {
  const { network: compacted, isExact } = compact(network, { dropInputs: true });
  const sparse = toSparse(network);
  const parameters = parametersOf(network).map(({ data }) => data);
  return {
    bytes: {
      dense: denseBytes(network),
      gzip: gzipSync(Buffer.concat(parameters.map(bytesOf)), { level: 9 }).length,
      sparse: writeSparse(sparse).length,
      compacted: denseBytes(compacted),
      compactedSparse: writeSparse(toSparse(compacted)).length,
      module: Buffer.byteLength(toJavaScript(compacted)),
    },
    sizes: sizesOf(compacted),
    isExact,
    forms: storageOf(sparse).map(({ form }) => form),
  };
}

const denseBytes = (network: Network): number =>
  parametersOf(network).reduce((sum, { data }) => sum + data.byteLength, 0);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
