/** What a verification has found. Plain data, from which the page is made. */
export interface Results {
  readonly format: "espalier-verification";
  readonly version: 1;
  /** The points at which each mutant is looked at, and those for checks that have found nothing there. */
  readonly points: { readonly first: number; readonly more: number };
  readonly oracles: readonly { readonly name: string; readonly law: string }[];
  readonly usual: readonly string[];
  readonly proofs: readonly { readonly name: string; readonly text: string }[];
  readonly mutants: readonly Mutant[];
  readonly correct: readonly Correct[];
}

/** One mistake in one rule. */
export interface Mutant {
  /** Primitive and input, as in "affine W". */
  readonly rule: string;
  /** The same with the settings of the primitive. */
  readonly of: string;
  readonly kind: string;
  readonly detail?: string;
  /** Numbers in `oracles`: who refutes it. */
  readonly found: readonly number[];
  /** Only at the further points. */
  readonly late?: true;
  /** Also refuted where nothing is known but the function and its vjp. */
  readonly bare?: true;
  /** Numbers in `usual`. */
  readonly usual: readonly number[];
  /** The number in `proofs` that says why there is nothing to be found. */
  readonly equivalent?: number;
}

/** The verdicts on correct rules. */
export interface Correct {
  readonly of: string;
  readonly draws: number;
  /** Comparisons made by our oracles, and those that failed, with complaints about the check itself. */
  readonly comparisons: number;
  readonly failures: number;
  /** The same at fewer points, where nothing is known but the function and its vjp. */
  readonly bare: { readonly draws: number; readonly comparisons: number; readonly failures: number };
  /** The number of points, and at how many of them each usual check refuted. */
  readonly points: number;
  readonly refuted: readonly number[];
}
