/** A line of the pen: points x to the right and y downwards, each in [0, 1]. */
export type Stroke = readonly (readonly [number, number])[];

/** Points on an ellipse, from one angle to another in turns, clockwise from the right. */
const arc = (x: number, y: number, a: number, b: number, from: number, to: number): [number, number][] =>
  Array.from({ length: 17 }, (_, k): [number, number] => {
    const angle = 2 * Math.PI * (from + ((to - from) * k) / 16);
    return [x + a * Math.cos(angle), y + b * Math.sin(angle)];
  });

/** How we write the digits 0 to 9. */
export const digitStrokes: readonly (readonly Stroke[])[] = [
  [arc(0.5, 0.5, 0.3, 0.46, -0.25, 0.75)],
  [
    [
      [0.56, 0.04],
      [0.46, 0.96],
    ],
  ],
  [[...arc(0.5, 0.28, 0.3, 0.24, -0.45, 0.06), [0.2, 0.94], [0.86, 0.94]]],
  [[...arc(0.46, 0.27, 0.27, 0.23, -0.4, 0.22), ...arc(0.46, 0.71, 0.32, 0.25, -0.22, 0.42)]],
  [
    [
      [0.3, 0.06],
      [0.18, 0.56],
      [0.84, 0.56],
    ],
    [
      [0.66, 0.2],
      [0.62, 0.98],
    ],
  ],
  [
    [[0.3, 0.06], [0.25, 0.46], ...arc(0.48, 0.68, 0.3, 0.27, -0.36, 0.38)],
    [
      [0.3, 0.06],
      [0.8, 0.06],
    ],
  ],
  [[[0.66, 0.02], [0.4, 0.3], ...arc(0.5, 0.71, 0.27, 0.25, 0.52, 1.54)]],
  [
    [
      [0.16, 0.08],
      [0.82, 0.08],
      [0.42, 0.98],
    ],
  ],
  [[...arc(0.5, 0.26, 0.24, 0.22, 0.25, 1.25), ...arc(0.5, 0.73, 0.29, 0.24, -0.25, 0.75)]],
  [[...arc(0.48, 0.3, 0.27, 0.26, 0, 1), [0.74, 0.3], [0.64, 0.98]]],
];

/** A digit as another hand might write it: turned, slanted, wider or narrower, with every point a little off. */
export function variedStrokes(strokes: readonly Stroke[], random: () => number): Stroke[] {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const [turn, slant, stretch] = [between(-0.2, 0.2), between(-0.25, 0.25), between(0.75, 1.25)];
  return strokes.map((stroke) =>
    stroke.map(([a, b]): [number, number] => {
      const [x, y] = [(a - 0.5) * stretch + (0.5 - b) * slant, b - 0.5];
      const wobble = (): number => between(-0.012, 0.012);
      return [
        0.5 + x * Math.cos(turn) - y * Math.sin(turn) + wobble(),
        0.5 + x * Math.sin(turn) + y * Math.cos(turn) + wobble(),
      ];
    }),
  );
}
