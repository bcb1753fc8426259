// Makes web/dist: two stylesheets, three scripts and the pictures, each named by its content,
// each with a brotli twin, and manifest.json that tells the server which name became which file.
import { build } from "esbuild";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pictures = (await readdir(here("pictures"))).map((name) => here(`pictures/${name}`));

/** Browsers without light-dark() (Safari before 17.5) read the same colours, written twice. */
function withOlderBrowsers(tokens) {
  const pairs = [...tokens.matchAll(/(--[\w-]+):\s*light-dark\((#\w+),\s*(#\w+)\)/g)];
  const of = (side) => pairs.map((pair) => `${pair[1]}:${pair[side]}`).join(";");
  return `${tokens}
@layer tokens { @supports not (color: light-dark(#fff, #000)) {
  :root { --e1: 0 1px 2px rgb(0 0 0 / .1); --e2: 0 6px 20px rgb(0 0 0 / .2); ${of(2)} }
  @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${of(3)} } }
  :root[data-theme="dark"] { ${of(3)} }
} }`;
}

const olderBrowsers = {
  name: "older-browsers",
  setup(plugin) {
    plugin.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => ({
      contents: withOlderBrowsers(await readFile(path, "utf8")),
      loader: "css",
    }));
  },
};

await rm(here("dist"), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here("."),
  entryPoints: ["styles/maillage.css", "styles/patient.css", "islands/maillage.ts", "islands/patient.ts", "islands/passkey.ts", ...pictures],
  outdir: "dist", entryNames: "[name]-[hash]", assetNames: "[name]-[hash]",
  bundle: true, minify: true, metafile: true, legalComments: "none",
  target: ["chrome111", "firefox115", "safari16.4"], format: "iife",
  loader: { ".svg": "copy" }, plugins: [olderBrowsers],
});

const files = {};
for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (!entryPoint) continue;
  const name = entryPoint.replace(/^.*\//, "").replace(/\.ts$/, ".js");
  const bytes = await readFile(here(output));
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  await writeFile(here(`${output}.br`), small);
  files[name] = output.replace(/^dist\//, "");
  console.log(`${name.padEnd(16)} ${bytes.length.toString().padStart(6)} bytes, ${small.length.toString().padStart(6)} with brotli`);
}
const sorted = Object.fromEntries(Object.entries(files).sort());
await writeFile(here("dist/manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
