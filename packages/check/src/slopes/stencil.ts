import type { DType } from "@espalier/tensor";
import { WIDEST } from "../points/probe.ts";
import { room } from "../spec/domain.ts";
import type { Domain } from "../spec/domain.ts";
import type { Subject } from "../trial/subject.ts";

/** The steps that differences along a direction may take. */
export interface Stencil {
  /** A power of two: nothing is in the way up to here. */
  readonly widest: number;
  /** The first step of the second family, as a part of the widest. */
  readonly second: number;
  /** Whether x + hv is exact, so that the spacing of numbers adds no error. */
  isExact(this: void, h: number): boolean;
}

/**
 * The second family begins at a number of many binary digits near 1/√2: what repeats with a power of two, or any simple part of
 * one, repeats in the first family alone. In single precision there is room for fewer digits.
 */
const SECOND: Readonly<Record<DType, number>> = { f64: 2897 / 4096, f32: 11 / 16 };

/** The stencil along v, as wide as fits between kinks and edges; undefined where nothing fits. */
export function stencilAlong(
  { spec, inputs, moving, x }: Subject,
  v: Float64Array,
  sides: 1 | 2,
  precision: DType,
): Stencil | undefined {
  let widest = WIDEST;
  let at = 0;
  for (const name of moving)
    for (const entry of inputs[name].data) {
      const size = Math.abs(v[at++]);
      if (size > 0) widest = Math.min(widest, room(around(spec.inputs[name], entry, sides), entry) / size);
    }
  if (spec.kinkDistance !== undefined)
    widest = Math.min(
      widest,
      spec.kinkDistance(inputs) / (2 * v.reduce((m, e) => Math.max(m, Math.abs(e)), 0)),
    );
  if (!(widest > 0)) return undefined;
  const round = precision === "f32" ? Math.fround : (moved: number): number => moved;
  return {
    widest: 2 ** Math.floor(Math.log2(widest)),
    second: SECOND[precision],
    isExact: (h) =>
      x.every((each, j) => {
        const [ahead, behind] = [round(each + h * v[j]), round(each - h * v[j])];
        return ahead - each === h * v[j] && each - behind === h * v[j];
      }),
  };
}

/** The domain that the steps stay in; one-sided steps may start at a kink. */
const around = (domain: Domain, entry: number, sides: 1 | 2): Domain =>
  sides === 2 ? domain : { ...domain, kinks: (domain.kinks ?? []).filter(({ at }) => at !== entry) };
