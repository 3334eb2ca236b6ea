import { ShapeError } from "./errors.ts";
import { showShape } from "./tensor.ts";
import type { Shape } from "./tensor.ts";

type Letters<S extends string> = S extends `${infer First}${infer Rest}` ? First | Letters<Rest> : never;

/** A tensor, or anything else with a shape, and a letter for each of its axes. */
type Named = readonly [{ readonly shape: Shape }, string];

/**
 * Names the axes of some tensors and checks that one letter has one size everywhere.
 *
 *     const { N, I, J } = matchAxes("scoreLayer", { X: [X, "NJ"], W: [W, "IJ"] });
 *
 * @returns the size of each letter; asking for any other letter is a type error
 * @throws ShapeError naming both tensors if a letter has two sizes, or the tensor whose rank is wrong
 */
export function matchAxes<const T extends Readonly<Record<string, Named>>>(
  who: string,
  tensors: T,
): Readonly<Record<Letters<T[keyof T][1]>, number>> {
  const sizes: Record<string, number> = {};
  const firstSeen: Record<string, string> = {};
  const shown = (name: string): string => `${name} ${showShape(tensors[name][0].shape)}`;
  for (const name in tensors) {
    const [{ shape }, letters] = tensors[name];
    if (shape.length !== letters.length)
      throw new ShapeError(who, `${name} with axes ${letters}`, shown(name));
    for (let axis = 0; axis < letters.length; axis++) {
      const letter = letters[axis];
      const size = (sizes[letter] ??= shape[axis]);
      firstSeen[letter] ??= name;
      if (size !== shape[axis])
        throw new ShapeError(
          who,
          `axis ${letter} to be ${size} as in ${shown(firstSeen[letter])}`,
          shown(name),
        );
    }
  }
  // Every letter of T got a size above; the compiler cannot follow that through a loop.
  return sizes as Record<Letters<T[keyof T][1]>, number>;
}
