/** The width of a chart in its own units: fewer on a phone, so that its text stays readable. */
export const chartWidth = (): number => (matchMedia("(max-width: 48rem)").matches ? 400 : 640);
