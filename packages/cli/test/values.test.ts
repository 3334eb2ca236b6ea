import { describe, expect, it } from "vitest";
import { listOf, numberIn, oneOf, wholeFrom } from "../src/values.ts";

describe("numberIn", () => {
  const ratio = numberIn("--ratio", 0, 1);

  it.each<[string, number]>([
    ["0.5", 0.5],
    [".5", 0.5],
    ["1.", 1],
    ["+1", 1],
    ["5e-1", 0.5],
    ["0", 0],
  ])("reads %s", (text, value) => {
    expect(ratio(text)).toBe(value);
  });

  it.each([
    "0x1",
    "0b1",
    "0o1",
    "1e",
    "e1",
    " 1",
    "1 ",
    "1_0",
    "1,0",
    "Infinity",
    "NaN",
    "",
    " ",
    ".",
    "1e999",
    "-0.1",
    "2",
  ])("refuses %j by the name of the option", (text) => {
    expect(() => ratio(text)).toThrow(`--ratio: expected a number in [0, 1]; received ${text}`);
  });
});

it.each(["0x10", "1.5", "1e400", "", " 3", "9007199254740993"])("wholeFrom refuses %j", (text) => {
  expect(() => wholeFrom("--count", 0)(text)).toThrow("--count: expected a ");
});

it.each(["constructor", "toString", "__proto__", "hasOwnProperty", ""])(
  "a name among others is not %j",
  (text) => {
    expect(() => oneOf("--metric", ["outputs", "softmax"])(text)).toThrow(
      "--metric: expected one of outputs, softmax",
    );
    expect(() => listOf("--by", ["row"])(`row,${text}`)).toThrow("--by: expected one of row");
  },
);
