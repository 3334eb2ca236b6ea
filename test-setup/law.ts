import * as fc from "fast-check";
import { it } from "vitest";

/** `it` around one property: a sentence that holds for whatever is drawn. */
export function law<T>(sentence: string, drawn: fc.Arbitrary<T>, check: (value: T) => void): void {
  it(sentence, () => fc.assert(fc.property(drawn, check)));
}

/** A {@link law} that takes long, for example as it is stated for every op: 25 draws in place of 100, and any other number as it is asked for. */
export function longLaw<T>(sentence: string, drawn: fc.Arbitrary<T>, check: (value: T) => void): void {
  const { numRuns } = fc.readConfigureGlobal();
  it(sentence, () => fc.assert(fc.property(drawn, check), numRuns === 100 ? { numRuns: 25 } : {}));
}
