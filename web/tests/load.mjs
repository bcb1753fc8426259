// Loads an island's TypeScript into node: node 20 does not strip types by itself.
import { build } from "esbuild";

/** The module of `islands/<name>.ts`. */
export async function island(name) {
  const entry = new URL(`../islands/${name}.ts`, import.meta.url).pathname;
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "esm", target: "node20" });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
