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
import { published } from "../published.ts";
import type { Manifest } from "../published.ts";
import { commandLine } from "../command-line.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The sources behind the entries of a package. */
const entriesOf = (folder: string, { exports }: Manifest): string[] =>
  Object.entries(exports)
    .filter(([entry, path]) => path.endsWith(".ts") && entry !== "./internal")
    .map(([, path]) => join(root, "packages", folder, path));

/** The name under which an entry is imported, by TypeDoc's name of its module. */
const publicNames = new Map(
  [...published].flatMap(([folder, { name, exports }]) =>
    Object.entries(exports).map(([entry, path]): [string, string] => [
      `${folder}/${path.replace(/^\.\//, "").replace(/(\/index)?\.ts$/, "")}`,
      `${name}${entry.slice(1)}`,
    ]),
  ),
);

const address = addressIn(readFileSync(join(root, "package.json"), "utf8"));

const [markdown] = commandLine({
  usage: "npm run docs [-- FOLDER]: writes the API reference to docs/api, or as Markdown to a folder",
  words: 1,
}).positionals;

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
    tableColumnSettings: { hideModifiers: true }, // every property is readonly
  }),
  name: "Espalier",
  entryPoints: [...published].flatMap(([folder, manifest]) => entriesOf(folder, manifest)),
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
  packagesRequiringDocumentation: [...published.values()].map(({ name }) => name),
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
