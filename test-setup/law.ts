import * as fc from "fast-check";
import { it } from "vitest";

/** `it` around one property: a sentence that holds for whatever is drawn. */
export function law<T>(sentence: string, drawn: fc.Arbitrary<T>, check: (value: T) => void): void {
  it(sentence, () => fc.assert(fc.property(drawn, check)));
}

/** A {@link law} that takes long, for example because it is stated for every op: at most 20 draws, unless FC_RUNS is above 100. */
export function longLaw<T>(sentence: string, drawn: fc.Arbitrary<T>, check: (value: T) => void): void {
  const { numRuns = 100 } = fc.readConfigureGlobal();
  it(sentence, () =>
    fc.assert(fc.property(drawn, check), numRuns <= 100 ? { numRuns: Math.min(numRuns, 20) } : {}),
  );
}
