import { mixedDirections, unit } from "../points/directions.ts";
import type { Kink } from "../spec/domain.ts";
import type { Oracle, See } from "./oracle.ts";
import { slopeAhead } from "../slopes/along.ts";
import { comparedWith } from "../slopes/compared.ts";
import { pickFrom, scaleOf, streamOf } from "../points/probe.ts";
import { forward, nameEntry, reverse } from "../trial/subject.ts";
import type { Tensors } from "../spec/spec.ts";
import { trialOf } from "../trial/trial-of.ts";
import type { Trial } from "../trial/trial.ts";

/**
 * At a kink the slope is the declared mixture of the slopes on its two sides, which lies between them, so that it is a
 * subgradient (Clarke 1983). Differences cannot see this: they look past the point, or across it.
 */
export const kinks: Oracle = {
  name: "kinks",
  law: "slope at a kink = θ · slope on the right + (1 − θ) · slope on the left",
  applies: ({ inputs }) => Object.values(inputs).some((domain) => (domain.kinks ?? []).length > 0),
  steps: true,
  examine({ subject, probe, precisions }, see) {
    const pick = pickFrom(streamOf(probe.seed ^ 0x816b));
    let first = 0;
    for (const name of subject.moving) {
      const { length } = subject.inputs[name].data;
      for (const kink of subject.spec.inputs[name].kinks ?? []) {
        if (length === 0) continue;
        const at = pick(0, length - 1);
        const inputs = withEntry(subject.inputs, name, at, kink.at);
        examineKink(
          trialOf(subject.spec, { ...probe, inputs }, mixedDirections, precisions),
          first + at,
          kink,
          see,
        );
      }
      first += length;
    }
  },
};

function examineKink(trial: Trial, entry: number, { at, right }: Kink, see: See): void {
  const { subject, rounding } = trial;
  const e = unit(subject.x.length, entry).map((one) => one * scaleOf(at));
  const ahead = slopeAhead(trial, e);
  const behind = slopeAhead(
    trial,
    e.map((one) => -one),
  );
  if (ahead === undefined || behind === undefined) return see.skip("no room beside the kink");
  const claimed: [string, (i: number) => number][] = [];
  if (subject.spec.jvp !== undefined) {
    const yDot = forward(subject, e);
    claimed.push(["jvp", (i) => yDot[i]]);
  }
  if (subject.spec.vjp !== undefined) {
    const rows = Array.from(subject.y, (_, i) => reverse(subject, unit(subject.y.length, i)));
    claimed.push(["vjp", (i) => rows[i][entry] * e[entry]]);
  }
  for (const [mode, received] of claimed)
    for (const i of subject.y.keys()) {
      const verdict = comparedWith([ahead, behind], [i], (estimate) => {
        const [after, before] = [estimate(ahead, i), estimate(behind, i)];
        return {
          received: received(i),
          expected: right * after.value - (1 - right) * before.value,
          bound:
            right * after.error + (1 - right) * before.error + 2 * rounding.rules.u * Math.abs(received(i)),
        };
      });
      const place = `∂y[${i}] / ∂${nameEntry(subject, entry)} at the kink ${at}`;
      if (verdict === undefined) see.skip(`f is not resolved beside the kink ${at}`);
      else see({ mode, at: place, ...verdict, estimated: verdict.bound });
    }
}

function withEntry(inputs: Tensors, name: string, at: number, value: number): Tensors {
  const { shape, data } = inputs[name];
  const moved = data.slice();
  moved[at] = value;
  return { ...inputs, [name]: { shape, data: moved } };
}
