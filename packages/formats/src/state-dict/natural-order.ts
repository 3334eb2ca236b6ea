/** A name in parts: texts at even places, whole numbers at odd ones. */
const partsOf = (name: string): string[] => name.split(/([0-9]+)/);

/** The name with its numbers left out: names of one family differ in nothing but them. */
export const familyOf = (name: string): string =>
  partsOf(name)
    .filter((_, index) => index % 2 === 0)
    .join("#");

/** Things by their names, in natural order; each name is taken apart once. */
export function inNaturalOrder<T>(things: readonly T[], nameOf: (thing: T) => string): T[] {
  const keyed = things.map((thing) => ({ thing, parts: partsOf(nameOf(thing)) }));
  return keyed.toSorted((a, b) => compare(a.parts, b.parts)).map(({ thing }) => thing);
}

/** Numbers in names count as numbers: fc2 comes before fc10. 0 for names of one family with the same numbers. */
export function naturally(a: string, b: string): number {
  return compare(partsOf(a), partsOf(b));
}

function compare(first: readonly string[], second: readonly string[]): number {
  for (let index = 0; index < Math.min(first.length, second.length); index++) {
    const [x, y] = [first[index], second[index]];
    if (index % 2 === 1) {
      const [m, n] = [BigInt(x), BigInt(y)]; // a name may have more digits than a double
      if (m !== n) return m < n ? -1 : 1;
    } else if (x !== y) return x < y ? -1 : 1;
  }
  return first.length - second.length;
}
