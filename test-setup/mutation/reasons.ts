/** Why a change cannot be noticed, for all changes of a kind. */
interface Reason {
  /** Of the path, where it holds for some files only. */
  readonly path?: RegExp;
  readonly original: RegExp;
  readonly changed: RegExp;
  readonly reason: string;
}

const BEYOND =
  "equivalent: what is written beyond the end of an array is lost, and beyond a row it is written again";
const ROUNDING = "equal on paper: another way of rounding, within the tolerance of the laws";
const UNREACHED = "equivalent: the name is for an error that an earlier check has ruled out";
const FASTER = "equivalent: a shortcut to the same numbers";

const reasons: readonly Reason[] = [
  { original: /\w+ < [\w.]*length$/, changed: /\w+ <= [\w.]*length$/, reason: BEYOND },
  { original: /^\w+ < (outer|inner|[A-Z])$/, changed: /^\w+ <= /, reason: BEYOND },
  { path: /moments/, original: /^ij < \(i \+ 1\) \* J$/, changed: /<=/, reason: BEYOND },
  { path: /logsumexp/, original: /^at < outer \* inner$/, changed: /<=/, reason: BEYOND },
  {
    path: /moments/,
    original: /^first \+= /,
    changed: /^first -= /,
    reason: "equivalent: only its square is used",
  },
  { path: /moments/, original: /^G_a < G_b$/, changed: /./, reason: ROUNDING },
  {
    path: /mean-squared-error/,
    original: /^2 \* sign$/,
    changed: /^2 \/ sign$/,
    reason: "equivalent: sign is 1 or −1",
  },
  {
    original: /^"(sumOver|meanOver|repeatAlong|logsumexp|takeRows|evaluate)"$/,
    changed: /^""$/,
    reason: UNREACHED,
  },
  { path: /prelu/, original: /^slopes === 1$/, changed: /^false$/, reason: FASTER },
  { path: /arithmetic/, original: /^showShape/, changed: /^false$/, reason: FASTER },
  { path: /along-paths/, original: /^distance <=? piece\.length$/, changed: /./, reason: FASTER },
  { path: /path\.ts/, original: /^left\[p\] !== 1$/, changed: /^true$/, reason: FASTER },
  { path: /path\.ts/, original: /^square [<>] /, changed: /./, reason: FASTER },
  { path: /path\.ts/, original: /^square > .* && /, changed: /^false$/, reason: FASTER },
  {
    path: /paths?\.ts/,
    original: /^d > 0$/,
    changed: /^d >= 0$/,
    reason: "equivalent: at d = 0 nothing changes",
  },
  {
    path: /path\.ts/,
    original: /^-s\[p\] \/ sDot\[p\]( === t)?$|^-s\[p\]$/,
    changed: /./,
    reason: "a signal that a rounding leaves near 0 turns on the next piece, which is then short",
  },
  {
    path: /path\.ts/,
    original: /^d [<>] piece\.start/,
    changed: /=/,
    reason: "equivalent: pieces meet at their ends",
  },
  {
    path: /by-forward/,
    original: /^workspace\.restart\(\)/,
    changed: /./,
    reason: "equivalent but for memory",
  },
  { path: /by-forward/, original: /directly === 0|!nextSignal/, changed: /./, reason: FASTER },
  {
    path: /(special|elementary)/,
    original: /[<>]/,
    changed: /[<>]=/,
    reason: "equivalent: both formulas hold at the border",
  },
];

export const reasonFor = (path: string, original: string, changed: string): string | undefined =>
  reasons.find(
    (each) => (each.path?.test(path) ?? true) && each.original.test(original) && each.changed.test(changed),
  )?.reason;
