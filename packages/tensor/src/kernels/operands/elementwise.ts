import type { Data } from "../../tensor.ts";

/** Summands and their sum, all of one length. */
export interface Addition {
  readonly A: Data;
  readonly B: Data;
  readonly Y: Data;
}

/** A PReLU with one slope a for all entries. */
export interface Prelu {
  /** Its inputs. */
  readonly X: Data;
  /** The slope where x ≤ 0. */
  readonly a: number;
  /** Its outputs; overwritten. */
  readonly Y: Data;
}

/** The derivative of a PReLU, times c. */
export interface PreluSlope {
  /** The inputs of the PReLU. */
  readonly X: Data;
  /** The slope where x ≤ 0. */
  readonly a: number;
  /** The factors, as many as entries of X. */
  readonly c: Data;
  /** The products; overwritten. */
  readonly Z: Data;
}

/** The tangent of a PReLU whose inputs and slope move. */
export interface PreluTangent {
  /** The inputs of the PReLU. */
  readonly X: Data;
  /** The slope where x ≤ 0. */
  readonly a: number;
  /** The tangents of the inputs, as many as entries of X. */
  readonly XDot: Data;
  /** The tangent of the slope. */
  readonly aDot: number;
  /** The tangents of the outputs; overwritten. */
  readonly Y: Data;
}

/** A step of Adam. All four arrays have the same length. */
export interface AdamStep {
  /** The parameters θ; updated. */
  readonly theta: Data;
  /** The gradient by θ. */
  readonly g: Data;
  /** The first moment of the gradient; updated. */
  readonly m: Data;
  /** The second moment of the gradient; updated. */
  readonly v: Data;
  /** α */
  readonly learningRate: number;
  /** β₁, the decay of the first moment. */
  readonly beta1: number;
  /** β₂, the decay of the second moment. */
  readonly beta2: number;
  /** ε, which is added to the root of the second moment. */
  readonly epsilon: number;
  /** 1 − β₁ᵗ */
  readonly firstBias: number;
  /** 1 − β₂ᵗ */
  readonly secondBias: number;
}
