import { dtypeOf } from "../../tensor.ts";
import type { Data, DType } from "../../tensor.ts";
import type { Arena } from "../kernels.ts";
import type { Memory } from "./engine.ts";

/** A piece of memory, in bytes. */
interface Piece {
  readonly start: number;
  readonly size: number;
}

/** Pieces start at a line of the cache, and are followed by what a routine may read beyond their end. */
const LINE = 64;

/**
 * Arenas in the memory of the routines, from a byte on. Where there is no room left, an arena gives ordinary arrays: slower, and the
 * same numbers.
 */
export function arenasIn(memory: Memory, from: number): () => Arena {
  let free: Piece[] = [{ start: Math.ceil(from / LINE) * LINE, size: memory.byteLength - from - LINE }];

  const take = (bytes: number): Piece | undefined => {
    const size = Math.ceil(bytes / LINE) * LINE + LINE;
    const found = free.find((piece) => piece.size >= size);
    if (found === undefined) return undefined;
    const rest = { start: found.start + size, size: found.size - size };
    free = free.flatMap((piece) => (piece === found ? (rest.size > 0 ? [rest] : []) : [piece]));
    return { start: found.start, size };
  };

  return () => {
    const taken: Piece[] = [];
    const place = (size: number, bytes: number): number | undefined => {
      const piece = take(size * bytes);
      if (piece !== undefined) taken.push(piece);
      return piece?.start;
    };
    /** With what was there before. */
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
      copy(source) {
        const data = some(source.length, dtypeOf({ data: source }));
        data.set(source);
        return data;
      },
      doubles: (size) => doubles(size).fill(0),
      release() {
        free = merged([...free, ...taken.splice(0)]);
      },
    };
  };
}

/** Pieces that touch become one. */
function merged(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && last.start + last.size === piece.start)
      result[result.length - 1] = { start: last.start, size: last.size + piece.size };
    else result.push(piece);
  }
  return result;
}
