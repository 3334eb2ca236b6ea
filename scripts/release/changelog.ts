/** What one change set says, as `changeset status --output` lists it. */
export interface Change {
  readonly summary: string;
  readonly releases: readonly { readonly name: string; readonly type: string }[];
}

const headings = { major: "Breaking changes", minor: "New", patch: "Mended" };

/** How far a change reaches: the largest step that it asks of a package. */
const stepOf = ({ releases }: Change): keyof typeof headings | undefined =>
  (["major", "minor", "patch"] as const).find((step) => releases.some(({ type }) => type === step));

/**
 * The changelog with a release on top.
 *
 * @param changelog begins with its title and what stands below it; releases follow, each under `## `
 * @param version of the release, such as `0.2.0`
 */
export function withRelease(changelog: string, version: string, changes: readonly Change[]): string {
  const sections = Object.entries(headings).flatMap(([step, heading]) => {
    const entries = changes
      .filter((change) => stepOf(change) === step)
      .map(({ summary, releases }) => {
        const names = releases.filter(({ type }) => type !== "none").map(({ name }) => `\`${name}\``);
        return `- ${names.join(", ")}: ${summary.trim().replaceAll("\n", "\n  ")}`;
      });
    return entries.length === 0 ? [] : [`### ${heading}\n\n${entries.join("\n")}\n`];
  });
  const place = changelog.indexOf("\n## ") + 1;
  return `${changelog.slice(0, place)}## ${version}\n\n${sections.join("\n")}\n${changelog.slice(place)}`;
}
