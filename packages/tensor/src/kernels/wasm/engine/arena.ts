import { dtypeOf } from "../../../tensor.ts";
import type { Data, DType } from "../../../tensor.ts";
import type { Arena } from "../../kernels.ts";
import type { Memory } from "./engine.ts";

/** A piece of memory, in bytes. */
interface Piece {
  readonly start: number;
  readonly size: number;
}

/** Pieces start at a line of the cache. Behind each one lies room for what a routine may read beyond its end. */
const LINE = 64;

/**
 * Arenas in the memory of the routines, from the given byte on. An arena that is full gives ordinary arrays: slower, with the
 * same numbers.
 */
export function arenasIn(memory: Memory, from: number): () => Arena {
  const free: Piece[] = [{ start: Math.ceil(from / LINE) * LINE, size: memory.byteLength - from - LINE }];

  const take = (bytes: number): Piece | undefined => {
    const size = Math.ceil(bytes / LINE) * LINE + LINE;
    const at = free.findIndex((piece) => piece.size >= size);
    if (at < 0) return undefined;
    const { start, size: room } = free[at];
    if (room === size) free.splice(at, 1);
    else free[at] = { start: start + size, size: room - size };
    return { start, size };
  };

  /** Joins two pieces that touch. */
  const joinNext = (at: number): void => {
    const [piece, next] = [free[at], free[at + 1]];
    if (piece === undefined || piece.start + piece.size !== next?.start) return;
    free.splice(at, 2, { start: piece.start, size: piece.size + next.size });
  };

  /** Keeps the pieces in order. */
  const giveBack = ({ start, size }: Piece): void => {
    let at = 0;
    while (at < free.length && free[at].start < start) at++;
    free.splice(at, 0, { start, size });
    joinNext(at);
    joinNext(at - 1);
  };

  return () => {
    const taken: Piece[] = [];
    const place = (size: number, bytes: number): number | undefined => {
      const piece = take(size * bytes);
      if (piece !== undefined) taken.push(piece);
      return piece?.start;
    };
    /** The memory keeps its content. */
    const doubles = (size: number): Float64Array => {
      const start = place(size, 8);
      return start === undefined ? new Float64Array(size) : new Float64Array(memory, start, size);
    };
    const singles = (size: number): Float32Array => {
      const start = place(size, 4);
      return start === undefined ? new Float32Array(size) : new Float32Array(memory, start, size);
    };
    const some = (size: number, dtype: DType): Data => (dtype === "f32" ? singles(size) : doubles(size));
    return {
      allocate: (size, dtype) => some(size, dtype).fill(0),
      reserve: some,
      copy(source) {
        const data = some(source.length, dtypeOf({ data: source }));
        data.set(source);
        return data;
      },
      doubles,
      room: () => free.reduce((sum, { size }) => sum + size, 0),
      release() {
        for (let piece = taken.pop(); piece !== undefined; piece = taken.pop()) giveBack(piece);
      },
    };
  };
}
