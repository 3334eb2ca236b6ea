import { allocate, sizeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { hasRoom, pickFrom, streamOf } from "../points/probe.ts";
import type { Probe } from "../points/probe.ts";
import { longRecipe } from "../points/recipes.ts";
import { place } from "../spec/domain.ts";
import { digitsOf, isSingle, precisionsOf, shortened } from "../spec/precision.ts";
import type { Precisions } from "../spec/precision.ts";
import type { Spec, Tensors } from "../spec/spec.ts";
import { OutputError } from "../spec/output.ts";
import { holdsSingles } from "../spec/structure.ts";
import { subjectOf } from "./subject.ts";

const POINTS = 12;
/** Fewer results than this show nothing. */
const FEWEST = 4;
/** Most results of single precision have nearly all of its digits, and those of a rounding to some coarser grid have not. */
const DIGITS = 22;

/**
 * The precision of f, seen from its results at inputs with all digits of a double: those of a function that computes in single precision
 * are numbers of it. Rules are taken to compute in the same: one in single precision for an f in double has lost digits.
 */
export function detectPrecisions(spec: Spec): Precisions {
  const results: number[] = [];
  try {
    for (let seed = 1; seed <= POINTS; seed++) {
      const { output, y } = subjectOf(spec, longInputs(spec, seed));
      if (holdsSingles(output)) return precisionsOf("f32");
      results.push(...y.filter((each) => each !== 0 && Number.isFinite(each)));
    }
  } catch (thrown) {
    if (thrown instanceof OutputError) throw thrown;
    // Whatever f throws, it throws again where the oracles look.
    return precisionsOf("f64");
  }
  const isAllSingle = results.every((each) => Math.fround(each) === each);
  const long = results.filter((each) => digitsOf(each) >= DIGITS);
  const seen = results.length >= FEWEST && isAllSingle && long.length > results.length / 2;
  return precisionsOf(seen ? "f32" : "f64");
}

function longInputs(spec: Spec, seed: number): Tensors {
  const pick = pickFrom(streamOf(seed));
  const shapes = spec.shapes(pick);
  const inputs: Record<string, Tensor> = {};
  for (const name in spec.inputs) {
    const domain = spec.inputs[name];
    const { reach, value } = longRecipe(domain);
    const data = allocate(sizeOf(shapes[name]));
    for (let at = 0; at < data.length; at++)
      data[at] = domain.held?.(pick, shapes) ?? value(pick(-reach, reach));
    inputs[name] = { shape: shapes[name], data };
  }
  return inputs;
}

/** Numbers of this many binary digits leave room for steps that are exact in single precision. */
const SHORT = 12;

/** The point in numbers of single precision, where a part of the check computes in it; short ones where steps are taken. */
export function rounded(spec: Spec, probe: Probe, precisions: Precisions): Probe {
  if (!isSingle(precisions)) return probe;
  const inputs: Record<string, Tensor> = {};
  for (const name in probe.inputs) {
    const domain = spec.inputs[name];
    const { shape, data } = probe.inputs[name];
    const round = (x: number): number => place(domain, probe.smooth ? shortened(x, SHORT) : Math.fround(x));
    inputs[name] = domain.held === undefined ? { shape, data: data.map(round) } : probe.inputs[name];
  }
  return { ...probe, inputs, smooth: probe.smooth && hasRoom(spec, inputs) };
}
