import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import type { Domain, FlatFunction, Spec } from "../src/index.ts";
import { unit } from "../src/points/directions.ts";
import { halvingsOf } from "../src/slopes/slope.ts";
import { stencilAlong } from "../src/slopes/stencil.ts";
import { subjectOf } from "../src/trial/subject.ts";
import { roomAlong, windowAround } from "../src/trial/window.ts";

const specOf = (f: FlatFunction["f"], domain: Domain = {}, length = 2): Spec =>
  flatSpec({ name: "f", length, domain, f, vjp: (x) => x });
const identity: FlatFunction["f"] = (x) => x;

describe("a stencil", () => {
  const along = (
    x: number[],
    v: number[],
    domain: Domain = {},
    sides: 1 | 2 = 2,
    precision: "f64" | "f32" = "f64",
  ) =>
    stencilAlong(
      subjectOf(specOf(identity, domain), { x: tensor(x) }),
      Float64Array.from(v),
      sides,
      precision,
    );

  it("is a quarter wide, or the power of two that the room allows", () => {
    expect(along([1, 2], [1, 0])?.widest).toBe(1 / 4);
    expect(along([1, 2], [1, 0], { low: 0.9 })?.widest).toBe(1 / 16); // 0.1 and less
    expect(along([1, 2], [-4, 0], { low: 0.5 })?.widest).toBe(1 / 8);
    expect(along([1, 2], [0, 2], { high: 2.125 })?.widest).toBe(1 / 16);
    expect(along([0.5, 2], [0, 1], { low: 0.5 })?.widest).toBe(1 / 4); // the first entry stands still
    expect(along([1, 2], [1, 0], { low: 1 })).toBe(undefined);
  });

  it("may begin at a kink if it has one side, and ends at another", () => {
    const kinks = [1, 1.125].map((at) => ({ at, right: 0 }));
    expect(along([1, 2], [1, 0], { kinks })).toBe(undefined);
    expect(along([1, 2], [1, 0], { kinks }, 1)?.widest).toBe(1 / 8);
    expect(along([1, 2], [1, 0], { kinks: kinks.slice(0, 1) }, 1)?.widest).toBe(1 / 4);
  });

  it("goes half way to a kink between entries", () => {
    const spec = { ...specOf(identity), kinkDistance: () => 1 };
    const subject = subjectOf(spec, { x: tensor([1, 2]) });
    const widest = (...v: number[]) => stencilAlong(subject, Float64Array.from(v), 2, "f64")?.widest;
    expect([widest(1, 1), widest(1, -4), widest(-8, 4)]).toEqual([1 / 4, 1 / 8, 1 / 16]);
  });

  it("has steps that are exact in the precision of f, forwards and backwards", () => {
    const double = along([1, 1], [1, 3 / 4]);
    expect([2 ** -48, 2 ** -50, 2 ** -51, 2 ** -53].map((h) => double?.isExact(h))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    // Below 1 numbers are twice as close together as above.
    const [forwards, backwards] = [along([1], [1]), along([-1], [1])];
    expect([2 ** -52, 2 ** -53].map((h) => forwards?.isExact(h))).toEqual([true, false]);
    expect([2 ** -52, 2 ** -53].map((h) => backwards?.isExact(h))).toEqual([true, false]);
    const single = along([1, 1], [1, 1], {}, 2, "f32");
    expect([2 ** -23, 2 ** -24, 2 ** -25].map((h) => single?.isExact(h))).toEqual([true, false, false]);
    expect([double?.second, single?.second]).toEqual([2897 / 4096, 11 / 16]);
  });

  it("is halved eight times for a first look, as far as the steps are exact", () => {
    expect(halvingsOf({ widest: 1 / 4, second: 1, isExact: (h) => h > 2 ** -6 })).toEqual([
      1 / 4,
      1 / 8,
      1 / 16,
      1 / 32,
    ]);
    expect(halvingsOf({ widest: 1, second: 1, isExact: () => true })).toHaveLength(8);
  });
});

describe("a window", () => {
  const subject = (x: number[], domain: Domain) => subjectOf(specOf(identity, domain), { x: tensor(x) });

  it("is nine points close together, around the point", () => {
    const points = windowAround(subject([1, 2], {}), Float64Array.of(1, -2));
    expect(points.map(([first]) => first)).toEqual(
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((k) => 1 + k * 2 ** -16),
    );
    expect(points.map(([, second]) => second)).toEqual(
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((k) => 2 - 2 * k * 2 ** -16),
    );
  });

  it("fits into the room that there is, and is empty where there is none", () => {
    const near = subject([1, 2], { low: 1 - 9 * 2 ** -20 });
    const [first] = windowAround(near, unit(2, 0));
    expect(first[0]).toBe(1 - 4 * 2 ** -20);
    expect(windowAround(subject([1, 2], { low: 1 }), unit(2, 0))).toEqual([]);
  });

  it("is not in the way of kinks, nor of entries that stand still", () => {
    const domain = { low: 0, high: 4, kinks: [{ at: 1, right: 0 }] };
    expect(roomAlong(subject([1, 3], domain), Float64Array.of(-2, 0))).toBe(1 / 2);
    expect(roomAlong(subject([1, 3], domain), Float64Array.of(1, 4))).toBe(1 / 4);
    expect(roomAlong(subject([0, 3], domain), Float64Array.of(0, 4))).toBe(1 / 4);
    expect(roomAlong(subject([1, 3], domain), new Float64Array(2))).toBe(Infinity);
  });
});
