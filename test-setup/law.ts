import * as fc from "fast-check";
import { it } from "vitest";

/** `it` around one property: a sentence that holds for whatever is drawn. */
export function law<T>(sentence: string, drawn: fc.Arbitrary<T>, check: (value: T) => void): void {
  it(sentence, () => fc.assert(fc.property(drawn, check)));
}
