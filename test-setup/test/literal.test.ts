import { describe, expect, it } from "vitest";
import { isLiteral } from "../pages/literal.ts";

describe("a literal", () => {
  it.each([
    "-0",
    "NaN",
    "-Infinity",
    "1e-3",
    "10n",
    '"a // b"',
    "null",
    "undefined",
    "[[1, 2], []]",
    '{ a: -1, "b c": [true] }',
  ])("is %s", (text) => {
    expect(isLiteral(text)).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["prose", "about 3"],
    ["a name", "value"],
    ["a call", "f()"],
    ["a sum", "1 + 1"],
    ["the opposite of a name", "-value"],
    ["a name in an array", "[value]"],
    ["a name in an object", "{ a: value }"],
    ["a shorthand", "{ NaN }"],
    ["a computed key", '{ ["a"]: 1 }'],
    ["a method", "{ a() {} }"],
    ["a spread", "[...[1]]"],
    ["a hole", "[, 1]"],
    ["a pattern", "/a/"],
    ["two values", "1, 2"],
    ["two statements", "1); (2"],
  ])("is not %s", (_, text) => {
    expect(isLiteral(text)).toBe(false);
  });
});
