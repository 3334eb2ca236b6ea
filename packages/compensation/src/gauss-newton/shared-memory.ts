import { dtypeOf } from "@espalier/tensor";
import type { Arena, Data } from "@espalier/tensor";

/**
 * Memory for computations of the same ops that run in turn, such as the sweeps over the chunks of a batch: the k-th array is the same memory
 * in each of them. So it is small enough to stay in a cache, and a batch of many chunks fits an arena.
 *
 * @returns a function that gives each computation its view of the memory
 */
export function sharedMemory(arena: Pick<Arena, "allocate">): () => Pick<Arena, "allocate"> {
  const places: Data[] = [];
  return () => {
    let next = 0;
    return {
      allocate(size, dtype) {
        const at = next++;
        const place = places[at];
        if (place === undefined || place.length < size || dtypeOf({ data: place }) !== dtype)
          places[at] = arena.allocate(size, dtype);
        return places[at].length === size ? places[at] : places[at].subarray(0, size);
      },
    };
  };
}
