/** Applied to the outputs of a sample: y_m = exp x_m / Σ exp x, or its logarithm. */
export type Head = "softmax" | "log-softmax";

/** Every head. */
export const heads: readonly Head[] = ["softmax", "log-softmax"];
