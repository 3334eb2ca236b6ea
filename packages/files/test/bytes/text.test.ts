import * as fc from "fast-check";
import { describe, expect } from "vitest";
import { bytesOf, textWriter } from "../../src/bytes/index.ts";
import { law } from "../../../../test-setup/law.ts";

describe("a text that is written piece by piece", () => {
  const cases = fc.record({
    pieces: fc.array(fc.string({ unit: "grapheme" })),
    most: fc.integer({ min: 0, max: 20 }),
  });

  law("has the bytes of all pieces together, however many are encoded at once", cases, ({ pieces, most }) => {
    const { add, bytes } = textWriter(most);
    for (const piece of pieces) add(piece);
    expect(bytes()).toEqual(bytesOf(pieces.join("")));
  });
});
