/** Computes once, when first asked. */
export function lazy<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: compute() }).value;
}

/** The same for each index. */
export function lazyAt<T>(compute: (i: number) => T): (i: number) => T {
  const known = new Map<number, () => T>();
  return (i) => {
    const value = known.get(i) ?? lazy(() => compute(i));
    known.set(i, value);
    return value();
  };
}
