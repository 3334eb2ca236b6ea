import { allocate, seededRandom, sizeOf } from "@espalier/tensor";
import type { Random, Shape, Tensor } from "@espalier/tensor";
import { room } from "../spec/domain.ts";
import type { Domain, Pick } from "../spec/domain.ts";
import { drawValue, longRecipe, recipesOf } from "./recipes.ts";
import type { Spec, Tensors } from "../spec/spec.ts";

/** A point at which a function is checked. Directions and cotangents follow from its seed, once their sizes are known. */
export interface Probe {
  /** The inputs of the function. */
  readonly inputs: Tensors;
  /** The seed of this point. */
  readonly seed: number;
  /** Whether every entry is far enough from kinks and edges for a difference stencil. */
  readonly smooth: boolean;
  /** The values that were drawn again, as they were too near to a kink or an edge. */
  readonly redrawn: number;
}

/** The widest stencil moves an entry by this part of its own scale; below a 16th of that nothing can be measured. */
export const WIDEST: number = 2 ** -2;
const NARROWEST = WIDEST / 16;
/** A value or a point that needs to be drawn more often has a domain with no room in it. */
const MAX_REDRAWS = 64;

export const pickFrom =
  (random: Random): Pick =>
  (low, high) =>
    low + Math.floor(random() * (high - low + 1));

/** The stream of a seed, past its first numbers, which are alike for seeds that are. */
export function streamOf(seed: number): Random {
  const random = seededRandom(seed);
  for (let skipped = 0; skipped < 8; skipped++) random();
  return random;
}

/** A probe, all of it from one seed. `smooth` asks for a point that has room for stencils. */
export function drawProbe(spec: Spec, seed: number, smooth: boolean): Probe {
  const pick = pickFrom(streamOf(seed));
  const shapes = spec.shapes(pick);
  let redrawn = 0;
  for (let attempt = 0; attempt < MAX_REDRAWS; attempt++) {
    const drawn = drawInputs(spec, shapes, pick, smooth);
    redrawn += drawn.redrawn;
    const probe = { inputs: drawn.inputs, seed, smooth, redrawn };
    if (!smooth || hasRoom(spec, drawn.inputs)) return probe;
    redrawn += 1;
  }
  return { ...drawInputs(spec, shapes, pick, false), seed, smooth: false, redrawn };
}

function drawInputs(
  spec: Spec,
  shapes: Readonly<Record<string, Shape>>,
  pick: Pick,
  smooth: boolean,
): { inputs: Tensors; redrawn: number } {
  const inputs: Record<string, Tensor> = {};
  let redrawn = 0;
  for (const name in spec.inputs) {
    const domain = spec.inputs[name];
    const recipes = smooth ? recipesOf(domain) : [...recipesOf(domain), longRecipe(domain)];
    // A third of all arrays are ordinary throughout; of the others, some are one tie.
    const palette = pick(0, 2) === 0 ? recipes.slice(0, 1) : recipes;
    const tie = pick(0, 11) === 0 ? drawValue(palette, pick) : undefined;
    const data = allocate(sizeOf(shapes[name]));
    for (let at = 0; at < data.length; at++)
      if (domain.held !== undefined) data[at] = domain.held(pick, shapes);
      else {
        data[at] = tie ?? drawValue(palette, pick);
        if (!smooth) continue;
        for (let again = 0; again < MAX_REDRAWS && tooNear(domain, data[at]); again++) {
          data[at] = drawValue(recipes, pick);
          redrawn += 1;
        }
      }
    inputs[name] = { shape: shapes[name], data };
  }
  return { inputs, redrawn };
}

/** Whether a stencil fits around every entry, and around the point as a whole. */
export function hasRoom(spec: Spec, inputs: Tensors): boolean {
  for (const name in spec.inputs) {
    const domain = spec.inputs[name];
    if (domain.held === undefined && inputs[name].data.some((x) => tooNear(domain, x))) return false;
  }
  return spec.kinkDistance === undefined || spec.kinkDistance(inputs) >= 2 * NARROWEST;
}

const tooNear = (domain: Domain, x: number): boolean => room(domain, x) < NARROWEST * scaleOf(x);

/**
 * The power of two by which an entry is moved: of its own size, but no more than 1, where functions bend, and for large
 * entries so much that the sum is still exact.
 */
export function scaleOf(x: number): number {
  if (x === 0) return 1;
  const size = 2 ** Math.floor(Math.log2(Math.abs(x)));
  return Math.max(2 ** -10, Math.min(size, 1), size * 2 ** -20);
}
