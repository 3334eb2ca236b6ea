/** Stands for the repository's address in pages until it is decided. */
export const UNDECIDED = "<address>";

/** The fields of a package.json that name the repository. */
interface Manifest {
  readonly repository?: { readonly type: "git"; readonly url: string; readonly directory?: string };
  readonly homepage?: string;
  readonly bugs?: string;
  readonly [field: string]: unknown;
}

/**
 * The address of a repository, as a browser opens it: `https://github.com/owner/espalier`.
 *
 * @throws Error where the text is no such address
 */
export function parseAddress(text: string | undefined): string {
  const url = text === undefined || !URL.canParse(text) ? undefined : new URL(text);
  const path = url?.pathname.replace(/\/+$/, "").replace(/\.git$/, "") ?? "";
  const isAddress = url?.protocol === "https:" && path.length > 1 && url.search === "" && url.hash === "";
  if (!isAddress)
    throw new Error(
      "set-address: expected the https address of the repository, such as https://github.com/owner/espalier; " +
        `received ${text === undefined ? "nothing" : JSON.stringify(text)}`,
    );
  return `${url.origin}${path}`;
}

/** The address that a package.json names, or undefined while it is undecided. */
export function addressIn(manifest: string): string | undefined {
  const { repository }: Manifest = JSON.parse(manifest);
  return repository?.url.replace(/^git\+/, "").replace(/\.git$/, "");
}

/**
 * A package.json with `repository`, `homepage` and `bugs`.
 *
 * @param directory the package's folder inside the repository, `""` for the root
 */
export function manifestWith(manifest: string, address: string, directory: string): string {
  const {
    repository: _repository,
    homepage: _homepage,
    bugs: _bugs,
    ...rest
  }: Manifest = JSON.parse(manifest);
  const named: Required<Pick<Manifest, "homepage" | "bugs" | "repository">> = {
    homepage: directory === "" ? `${address}#readme` : `${address}/tree/main/${directory}#readme`,
    bugs: `${address}/issues`,
    repository: { type: "git", url: `git+${address}.git`, ...(directory === "" ? {} : { directory }) },
  };
  // npm's usual order: the three fields stand before the license.
  const fields = Object.entries(rest);
  const place = fields.findIndex(([name]) => name === "license");
  return `${JSON.stringify(Object.fromEntries(fields.toSpliced(place, 0, ...Object.entries(named))), null, 2)}\n`;
}

/** A CITATION.cff whose `repository-code` is the address. */
export function citationWith(citation: string, address: string): string {
  const without = citation.replace(/^repository-code:.*\n/m, "");
  return without.replace(/^license:/m, `repository-code: ${address}\nlicense:`);
}

/** A page in which the address stands in place of the previous one. */
export const pageWith = (page: string, address: string, previous: string = UNDECIDED): string =>
  page.split(previous).join(address);
