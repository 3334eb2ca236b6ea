import { I32, routine, unequal, V128, when } from "../engine/assembler.ts";
import type { Routine } from "../engine/assembler.ts";
import { loadNumber, momentSums, nonzeroMomentsName } from "../sums/moments.ts";
import type { MomentsKind } from "../sums/moments.ts";
import { forEachEntry, forEachList } from "./nonzeros.ts";

/**
 * The {@link momentSums} of each list, whose entries are a number x and the place of its row of B: a row of C for each list.
 *
 * (lists, ends, B, C, bytes of a row of C, number of lists)
 */
export const nonzeroMoments = (kind: MomentsKind): Routine =>
  routine(nonzeroMomentsName(kind), 6, ([lists, ends, B, C, row, count], fresh) => {
    const { of } = kind;
    const [here, end, b, x] = [fresh(I32), fresh(I32), fresh(I32), fresh(V128)];
    const sums = momentSums(kind, fresh);
    const walk = { lists, ends, here, end };
    return forEachList(
      of,
      walk,
      { C, row, count },
      when(unequal(here.get, end.get), [
        sums.begin(C),
        forEachEntry(of, walk, { b, B }, x.set(loadNumber(kind, here.get)), sums.add(x, b)),
        sums.end(C),
      ]),
    );
  });
