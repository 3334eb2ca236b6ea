/** Why a change cannot be noticed, for all changes of a kind. */
interface Reason {
  /** Of the path, where it holds for some files only. */
  readonly path?: RegExp;
  readonly original: RegExp;
  readonly changed: RegExp;
  readonly reason: string;
}

const reasons: readonly Reason[] = [
  {
    original: /\w+ < [\w.]*length$/,
    changed: /\w+ <= [\w.]*length$/,
    reason: "equivalent: what is written beyond the end of a typed array is lost",
  },
];

export const reasonFor = (path: string, original: string, changed: string): string | undefined =>
  reasons.find(
    (each) => (each.path?.test(path) ?? true) && each.original.test(original) && each.changed.test(changed),
  )?.reason;
