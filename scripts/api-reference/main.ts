// The API reference, by TypeDoc from the sources:
//
//     npm run docs                  writes docs/api, which is not committed
//     npm run docs -- FOLDER        writes the same as Markdown to a folder, for the site
//
// A public name without a docstring, and a link that leads nowhere, fail the command.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import { addressIn } from "../address/address.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const packages = ["tensor", "autodiff", "check", "prune", "formats", "cli"];

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
}

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));

/** The sources behind the entries of a package. */
function entriesOf(name: string): string[] {
  return Object.values(manifestOf(name).exports)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(root, "packages", name, path));
}

/** The name under which an entry is imported, by TypeDoc's name of its module. */
const publicNames = new Map(
  packages.flatMap((name) =>
    Object.entries(manifestOf(name).exports).map(([entry, path]): [string, string] => [
      `${name}/${path.replace(/^\.\//, "").replace(/(\/index)?\.ts$/, "")}`,
      `${manifestOf(name).name}${entry.slice(1)}`,
    ]),
  ),
);

const address = addressIn(readFileSync(join(root, "package.json"), "utf8"));

const markdown = process.argv[2];

const app = await Application.bootstrapWithPlugins({
  ...(markdown !== undefined && {
    plugin: ["typedoc-plugin-markdown"],
    router: "module", // a page for each entry that can be imported
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    propertyMembersFormat: "table",
    parametersFormat: "table",
  }),
  name: "Espalier",
  entryPoints: packages.flatMap(entriesOf),
  tsconfig: join(root, "scripts/api-reference/tsconfig.json"),
  basePath: join(root, "packages"),
  outputs: [
    markdown === undefined
      ? { name: "html", path: join(root, "docs/api") }
      : { name: "markdown", path: markdown },
  ],
  readme: join(root, "scripts/api-reference/index.md"),
  excludeInternal: true,
  ...(address === undefined
    ? { disableSources: true }
    : { disableGit: true, sourceLinkTemplate: `${address}/blob/main/packages/{path}#L{line}` }),
  packagesRequiringDocumentation: packages.map((name) => manifestOf(name).name),
  githubPages: false,
  validation: { notExported: true, invalidLink: true, invalidPath: true, notDocumented: true },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
});
const project = await app.convert();
if (project === undefined) process.exit(1);
// TypeDoc names a module by its file, a reader by what they import.
for (const module of project.children ?? []) module.name = publicNames.get(module.name) ?? module.name;
app.validate(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
await app.generateOutputs(project);
