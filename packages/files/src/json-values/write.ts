/** JSON.stringify of plain data, but for −0, which it would write as 0. */
export function jsonText(json: unknown): string {
  if (Object.is(json, -0)) return "-0";
  if (Array.isArray(json)) return `[${json.map(jsonText).join()}]`;
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  return `{${Object.entries(json)
    .map(([key, value]) => `${JSON.stringify(key)}:${jsonText(value)}`)
    .join()}}`;
}
