import { sameShape, ShapeError, showShape } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";

/**
 * The one shape of inputs that are read side by side and do not stretch.
 *
 * @throws ShapeError naming the first input and the one that differs from it
 */
export function oneShape(who: string, shapes: Readonly<Record<string, Shape>>): Shape {
  const [[first, shape], ...others] = Object.entries(shapes);
  for (const [name, other] of others)
    if (!sameShape(other, shape))
      throw new ShapeError(who, `${name} ${showShape(shape)} as ${first}`, showShape(other));
  return shape;
}
