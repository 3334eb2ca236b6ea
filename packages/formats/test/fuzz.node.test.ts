import { describe, expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { caseOf, fuzz } from "../fuzz/fuzz.ts";
import { readers } from "../fuzz/readers.ts";
import type { Reader } from "../fuzz/readers.ts";

it("a reader that does not look before it reads is found out", () => {
  const careless: Reader = {
    name: "careless",
    multiple: 1,
    files: () => [Uint8Array.of(4, 1, 2, 3, 4)],
    read: (bytes) => new Float64Array(new DataView(bytes.buffer).getInt8(0)),
    again: () => {},
  };
  const { findings } = fuzz(careless, 0, 200);
  expect(findings.length).toBeGreaterThan(10);
  expect(caseOf(careless, careless.files(), findings[0].seed)).toEqual(findings[0].file);
});

/** `npm run fuzz` reads 200,000. */
const FILES = isThorough ? 2000 : 250;

describe(`of ${FILES} damaged files each is refused with a typed error, or read, and then comes back the same`, () => {
  it.each(readers)("$name", (reader) => {
    const { findings, read, refused } = fuzz(reader, 0, FILES);
    expect(findings).toEqual([]);
    // Damage does not make every file invalid, nor leave every file as it was.
    expect(read).toBeGreaterThan(FILES / 100);
    expect(refused).toBeGreaterThan(FILES / 10);
  });
});
