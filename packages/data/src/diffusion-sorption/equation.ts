import * as elementary from "@espalier/tensor/elementary";
import type { TridiagonalSystem } from "./rodasp.ts";

/**
 * Diffusion of a solute that the ground it moves through holds back by sorption:
 *
 *   ∂u/∂t = D / R(u) ∂²u/∂x²,   0 < x < 1,   0 < t ≤ 500
 *   R(u) = 1 + (1 − φ)/φ ρ k n (u + ε)^(n − 1)           retardation, by Freundlich's isotherm
 *   u(0, t) = 1,   u(1, t) = D ∂u/∂x(1, t),   u(x, 0) = u0
 *
 * @see Takamoto et al. 2022, "PDEBench", arXiv:2210.07182, the data set "1D diffusion-sorption"
 */
export const equation = {
  /** D, the effective diffusion coefficient. */
  diffusion: 5e-4,
  /** φ, the share of the ground that is pores. */
  porosity: 0.29,
  /** ρ, the bulk density. */
  density: 2880,
  /** k, Freundlich's parameter. */
  sorption: 3.5e-4,
  /** n, Freundlich's exponent. */
  exponent: 0.874,
  /** ε, which keeps R finite at u = 0. */
  offset: 1e-6,
  /** u at the left end, where the solute is dissolved as densely as it can be. */
  solubility: 1,
} as const;

/**
 * The method of lines: u_k(t), k < cells, at the cell centres x_k = (k + ½) Δx, Δx = 1/cells, follow
 *
 *   f_k = D / R(u_k) · (u_{k−1} − 2 u_k + u_{k+1}) / Δx²
 *
 * Beyond the ends stand two ghost cells, exactly as in PDEBench's code: u_{−1} = 1, a whole Δx from x_0, and
 * u_cells = D (u_{cells−2} − u_{cells−1}) / Δx. The latter depends on u_{cells−2} too, so the Jacobian stays tridiagonal.
 */
export function diffusionSorptionSystem(cells: number): TridiagonalSystem {
  const { diffusion, porosity, density, sorption, exponent, offset, solubility } = equation;
  const last = cells - 1;
  const conductance = diffusion * cells ** 2; // D / Δx²
  const ghost = diffusion * cells; // D / Δx
  const strength = ((1 - porosity) / porosity) * density * sorption * exponent;

  const rate = (u: Float64Array, f: Float64Array): void => {
    let left: number = solubility;
    for (let k = 0; k < cells; k++) {
      const right = k < last ? u[k + 1] : ghost * (u[last - 1] - u[last]);
      const R = 1 + strength * powerOf(u[k] + offset, exponent - 1);
      f[k] = (conductance / R) * (left - 2 * u[k] + right);
      left = u[k];
    }
  };

  /** The power takes most of the time, and R' = (n − 1) (R − 1) / (u + ε) needs none of its own. */
  const rateAndJacobian: TridiagonalSystem["rateAndJacobian"] = (u, f, { lower, diagonal, upper }) => {
    let left: number = solubility;
    for (let k = 0; k < cells; k++) {
      const right = k < last ? u[k + 1] : ghost * (u[last - 1] - u[last]);
      const held = strength * powerOf(u[k] + offset, exponent - 1); // R − 1
      const R = 1 + held;
      const slope = ((exponent - 1) * held) / (u[k] + offset); // R'
      const c = conductance / R;
      f[k] = c * (left - 2 * u[k] + right);
      lower[k] = c;
      diagonal[k] = -2 * c - (f[k] * slope) / R;
      upper[k] = c;
      left = u[k];
    }
    lower[last] += upper[last] * ghost; // the right ghost cell, by the chain rule
    diagonal[last] -= upper[last] * ghost;
  };

  return { size: cells, rate, rateAndJacobian };
}

/** xʸ for x > 0: ECMAScript leaves the digits of `x ** y` to the engine. */
const powerOf = (x: number, y: number): number => elementary.exp(y * elementary.log(x));
