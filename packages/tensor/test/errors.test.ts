import { describe, expect, it } from "vitest";
import { FormatError, InputError, ShapeError, ValueError } from "../src/index.ts";

describe.each([InputError, ShapeError, ValueError, FormatError])("%o", (Refusal) => {
  const error = new Refusal("prune", "a ratio in [0, 1]", "80");

  it("says who refused, what was expected and what arrived, as text and as fields", () => {
    expect(error.message).toBe("prune: expected a ratio in [0, 1]; received 80");
    expect(error).toMatchObject({ who: "prune", expected: "a ratio in [0, 1]", received: "80" });
  });

  it("carries its own name, and is an InputError", () => {
    expect(String(error)).toBe(`${Refusal.name}: ${error.message}`);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toBeInstanceOf(Error);
  });
});
