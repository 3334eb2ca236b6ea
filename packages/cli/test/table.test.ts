import { describe, expect, it } from "vitest";
import { table } from "../src/show/table.ts";

describe("a table for a terminal", () => {
  it("has its first column to the left and numbers to the right, whatever the widest cell of each", () => {
    expect(table([["output", "mean"], ["0", "1.25e-10"], ["1"]])).toBe("output      mean\n0       1.25e-10\n1\n"); // prettier-ignore
  });

  it("may have more rows than a call takes arguments", () => {
    expect(table(Array.from({ length: 130_000 }, () => ["0"])).length).toBe(260_000);
  });
});
