import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonBytes } from "../../src/json-values/index.ts";
import { law } from "../../../../test-setup/law.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("JSON in bytes", () => {
  const cases = fc.record({ json: fc.jsonValue(), indent: fc.constantFrom(0, 2, 3) });

  law("is what JSON.stringify writes, on a line", cases, ({ json, indent }) => {
    const number = (value: number): string => JSON.stringify(value); // −0 as 0
    expect(text(jsonBytes(json, { indent, number }))).toBe(`${JSON.stringify(json, undefined, indent)}\n`);
  });

  it("has no field that is undefined, null in a list in its place, and −0", () => {
    expect(text(jsonBytes({ a: undefined, b: [undefined, -0], c: {} }))).toBe('{"b":[null,-0],"c":{}}\n');
  });
});
