import { describe, expect, it } from "vitest";
import { ExpressionError, functionNames, parse } from "../src/check/expression.ts";
import { stepErrors } from "../src/check/steps.ts";

describe("an expression", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["8 - 3 - 2", 3],
    ["8 / 4 / 2", 1],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["2 ^ -1", 0.5],
    ["2x^2", 18],
    ["2 x", 6],
    ["(x - 1)(x + 1)", 8],
    ["3(x)", 9],
    ["x / 2x", 4.5],
    ["1.5e1 + .5", 15.5],
    ["max(x, 5) - min(x, 2)", 3],
    ["abs(-x) * sign(-x)", -3],
    ["relu(-x) + step(x)", 1],
    ["x**2 − 1", 8],
    ["cos(pi)", -1],
    ["log(e)", 1],
  ])("%s is %s at x = 3", (text, value) => expect(parse(text)(3)).toBeCloseTo(value, 14));

  it.each([
    ["", "expected a number, x or a function at 1; received the end"],
    ["2 +", "expected a number, x or a function at 4; received the end"],
    ["(x", "expected ) at 3; received the end"],
    ["x)", "expected an operator at 2; received )"],
    ["sin x", "expected ( after sin at 5; received x"],
    ["max(x)", "expected 2 arguments of max at 6; received )"],
    ["2 # 3", "expected an expression in x at 3; received #"],
    ["constructor", "expected x, pi, e or one of"],
    ["alert(1)", "expected x, pi, e or one of"],
  ])("%s says where it is wrong", (text, message) => {
    expect(() => parse(text)).toThrow(ExpressionError);
    expect(() => parse(text)).toThrow(message);
  });

  it("each function computes a number", () => {
    for (const name of functionNames)
      expect(parse(name === "max" || name === "min" ? `${name}(x, 1)` : `${name}(x)`)(0.5)).toBeTypeOf(
        "number",
      );
  });
});

it("the error of a central difference of a parabola is rounding alone, and that of x³ falls with h²", () => {
  const parabola = stepErrors((x) => x * x, 2, 1);
  expect(parabola[3].error).toBe(0);
  const cube = stepErrors((x) => x ** 3, 3, 1); // (f(1 + h) − f(1 − h)) / 2h = 3 + h²
  expect(cube.slice(0, 4).map(({ error }) => error)).toEqual([1, 1 / 4, 1 / 16, 1 / 64]);
});
