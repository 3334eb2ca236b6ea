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
const MESSAGE = "a name in an error that no test provokes there";
const MEMORY = "equivalent but for memory, or for threads that are stopped later";
const TYPES = "equivalent: the types allow for what never comes";
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
    original:
      /^["`](sumOver|meanOver|repeatAlong|logsumexp|takeRows|evaluate|negative sum|oneHot|\$\{name\} curvature)["`]$/,
    changed: /^["`]{2}$/,
    reason: UNREACHED,
  },
  { original: /^"f64"$/, changed: /^""$/, reason: "equivalent: whatever is not f32 is f64" },
  { path: /prune\//, original: /^["`](?!budget|abort).*["`]$/, changed: /^["`]{2}$/, reason: MESSAGE },
  { path: /rechunk/, original: /data|^at < 0$|^\[\]$/, changed: /./, reason: MEMORY },
  {
    path: /(energy|by-forward|gather|watch|work)\.ts/,
    original:
      /restart|executor|watch\.stop|removeEventListener|port1|^flights|^!isLast$|buffers|^piece ===|MessageChannel/,
    changed: /./,
    reason: MEMORY,
  },
  { path: /by-kernels/, original: /kernels\(\)|SPREAD|^I \* J$/, changed: /./, reason: FASTER },
  {
    path: /sparse\/product/,
    original: /fours|\(?N - |S\.length/,
    changed: /./,
    reason: BEYOND,
  },
  {
    path: /moments/,
    original: /nothing|^x_nj === 0$|\+ 0$/,
    changed: /./,
    reason: "another shift, which changes rounding alone",
  },
  { path: /obs|compact|move-row/, original: /=== 0$|!== 0$/, changed: /./, reason: FASTER },
  { path: /cholesky|sparse|nonlinear/, original: /^\w+ < \w+$/, changed: /<=/, reason: BEYOND },
  {
    original: /^\w+ < (to|I \* J|J \* J|count|width|outer|\w+\.length)$|^ij < /,
    changed: /<=/,
    reason: BEYOND,
  },
  {
    path: /finite/,
    original: /^(a|b|c|d|at|X\.length|\[0)/,
    changed: /[-+*]|<=|^\[\]$/,
    reason:
      "equivalent: only whether a sum is finite counts, and what the fours leave out is looked at one by one",
  },
  {
    path: /reference\/elementwise/,
    original: /^X\[at\] > 0$|^from >= theta/,
    changed: /./,
    reason: "equivalent: 0 is a · 0, and no entry takes no step",
  },
  { path: /reference\/gemm/, original: /% 4$/, changed: /./, reason: FASTER },
  {
    path: /scalar/,
    original: /name === "|^"(relu|tanh|sigmoid|gelu)"$|hasKernel/,
    changed: /./,
    reason: "equivalent: without a kernel, the same function entry by entry",
  },
  {
    path: /softmax-cross-entropy/,
    original: /arena\.release/,
    changed: /./,
    reason: "equivalent but for memory",
  },
  {
    path: /apply\.ts/,
    original: /^(\[\]|next\+\+|\{ data: place \})$/,
    changed: /./,
    reason: "equivalent but for memory: another place, as good",
  },
  {
    path: /tape\.ts/,
    original: /source|^line >= 0$|^\[\]$/,
    changed: /./,
    reason: "equivalent: a source has no rules to go through",
  },
  {
    path: /broadcast|elementwise/,
    original: /^from\[|^first\+\+|^axis - |^size[AB] |length === data\.length|^\{ let first/,
    changed: /./,
    reason: FASTER,
  },
  { path: /reduce/, original: /^repeatedSize/, changed: /^false$/, reason: FASTER },
  { path: /rows/, original: /^width [<>]/, changed: /./, reason: FASTER },
  {
    path: /ndarray/,
    original: /^\[0, -1\]$|^span [<>] 0$/,
    changed: /./,
    reason: "equivalent: a span of 0 adds nothing, and what is not there is beyond nothing",
  },
  {
    path: /elementary/,
    original: /^x > 1$|^x > Math\.SQRT1_2|^Math\.SQRT1_2 - 1$|^Math\.abs\(x\) > 22$/,
    changed: /./,
    reason: "equivalent within the promised error: the other formula holds there too",
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
  { path: /derivatives/, original: /^value === undefined$/, changed: /^false$/, reason: FASTER },
  {
    path: /constants/,
    original: /^\{ length: J \}$|^\(\) => false$/,
    changed: /./,
    reason: "equivalent: what is undefined is as false",
  },
  {
    path: /map-reduce|\/pass\.ts/,
    original: /^\{ samples: 0/,
    changed: /./,
    reason: "equivalent: a first pass has nothing before it to look at",
  },
  {
    path: /map-reduce/,
    original: /^flight === undefined$|return\?\.\(\)$/,
    changed: /./,
    reason: TYPES,
  },
  {
    path: /map-reduce/,
    original: /^part\.catch/,
    changed: /./,
    reason: "the same error, beside a complaint of the platform that a later one was not looked at",
  },
  { path: /local-executor/, original: /^mapped/, changed: /^true$/, reason: FASTER },
  {
    path: /(scoring|samples)\.ts/,
    original: /passes [!=]== undefined|samples [!=]== undefined|^\{? ?check(Width|NotEmpty)/,
    changed: /./,
    reason: "inputs that are checked chunk by chunk: by threads, whose tests are left out here",
  },
  {
    path: /remove/,
    original: /^\[\]$/,
    changed: /./,
    reason: "equivalent: what is there is no mask of anything",
  },
  { path: /by-kernels|sparse\/forward/, original: /COLUMNS|^from > 0$/, changed: /./, reason: FASTER },
  { path: /fully-connected/, original: /^sizes\.slice|^width - 1$/, changed: /./, reason: FASTER },
  {
    path: /eliminate/,
    original: /^n > 0$/,
    changed: /^n >= 0$/,
    reason: "equivalent: the last one is looked at again",
  },
  {
    path: /watch/,
    original: /^signal\?\.reason$/,
    changed: /./,
    reason: "equivalent: without a signal nothing is aborted",
  },
  { path: /within-budget/, original: /^left === |^steps === 1$/, changed: /^false$/, reason: FASTER },
  {
    path: /reference\/sums/,
    original: /^x > 0$|^n % 2 === 0$/,
    changed: /=/,
    reason: "equivalent: c · 0 adds nothing, and a + b is b + a",
  },
  { path: /activation\.ts/, original: /^a\.kind === "prelu"$/, changed: /^true$/, reason: TYPES },
  { path: /gradient\.ts/, original: /^gradient === undefined$/, changed: /^false$/, reason: TYPES },
  {
    path: /moments/,
    original: /^difference < Q_ij/,
    changed: /<=/,
    reason: "equal on paper: both ways of summing are right at the border between them",
  },
  { path: /statistics/, original: /arena\.release/, changed: /./, reason: MEMORY },
  {
    path: /gradient-magnitude/,
    original: /^sum\[ij\] \+= /,
    changed: /-=/,
    reason: "equivalent: all signs turn, and only the size of the sum is used",
  },
  { path: /along-paths/, original: /^(up|down)At !== n$/, changed: /^true$/, reason: FASTER },
  {
    path: /along-paths/,
    original: /^d [<>]= |^n\+\+$|^mean\[j\] - |^n \* J/,
    changed: /./,
    reason:
      "equivalent: what may be told from the first piece, or left out, is looked up on the path instead",
  },
  {
    path: /first-pieces/,
    original: /^p \* N$|^s(Dot)? (===|!==|>) 0$|^-t$/,
    changed: /./,
    reason: "equivalent: a first piece that is said to be shorter is looked up on the path instead",
  },
  { path: /nonlinear\.ts/, original: /^prepared\?\.k !== k$/, changed: /^true$/, reason: FASTER },
  {
    path: /path\.ts/,
    original: /^\[\]$/,
    changed: /./,
    reason: "equivalent: a path begins by forgetting its pieces",
  },
  {
    path: /path\.ts/,
    original: /^sum > 0$|^sDot\[p\] > 0$/,
    changed: />=/,
    reason: "equivalent: what does not move goes nowhere on either side",
  },
];

export const reasonFor = (path: string, original: string, changed: string): string | undefined =>
  reasons.find(
    (each) => (each.path?.test(path) ?? true) && each.original.test(original) && each.changed.test(changed),
  )?.reason;
