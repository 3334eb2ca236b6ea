import type { Row } from "../results.ts";

export const showLoss = (loss: number): string => loss.toPrecision(3);

/** `seed 0 nonlinear ρ = 0.8 fine-tuned: test loss 1.23e-5`. */
export function sentenceOf({ seed, strategy, ratio, stage, testLoss, testAccuracy }: Row): string {
  const what = stage === "baseline" ? "baseline" : `${strategy} ρ = ${ratio} ${stage}`;
  const accuracy = testAccuracy === undefined ? "" : `, accuracy ${(100 * testAccuracy).toFixed(2)} %`;
  return `seed ${seed} ${what}: test loss ${showLoss(testLoss)}${accuracy}`;
}

/** `42 s`, `1 min 40 s`. */
export function showSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
