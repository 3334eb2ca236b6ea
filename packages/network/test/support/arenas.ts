import { kernels, useKernels } from "@espalier/tensor";

/** How often each arena was released that some work took from the kernels. */
export function releasesIn(work: () => void): number[] {
  const usual = kernels();
  const arenas: { released: number }[] = [];
  useKernels({
    ...usual,
    arena() {
      const arena = usual.arena();
      const counted = { ...arena, released: 0, release: () => (counted.released++, arena.release()) };
      arenas.push(counted);
      return counted;
    },
  });
  try {
    work();
  } finally {
    useKernels(usual);
  }
  return arenas.map(({ released }) => released);
}
