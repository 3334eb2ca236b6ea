import { describe, expect, it } from "vitest";
import { fuzz } from "../../fuzz/fuzz.ts";
import { readers } from "../../fuzz/readers.ts";

// `npm run fuzz` reads hundred times as many.
describe("of 2000 damaged files each is refused with a typed error, or read, and then comes back the same", () => {
  it.each(readers)("$name", (reader) => {
    const { findings, read, refused } = fuzz(reader, 0, 2000);
    expect(findings).toEqual([]);
    // Damage does not make every file invalid, nor leave every file as it was.
    expect(read).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(200);
  });
});
