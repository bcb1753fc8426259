// How journeys run. `cargo xtask test` starts a demonstration and says where it is; by hand, start `cargo xtask demo`
// and run `npx playwright test` here: it then walks through http://localhost:8080.
import { defineConfig } from "@playwright/test";

const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: ".",
  testMatch: "*/*.spec.ts",
  outputDir: "../target/e2e/results",
  // one demonstration serves all journeys, on a machine of two cores
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ["list"],
    ["junit", { outputFile: process.env["MAILLAGE_JUNIT"] ?? "../target/junit/e2e.xml" }],
  ],
  use: {
    // a name, never an IP: passkeys refuse one
    baseURL: process.env["MAILLAGE_URL"] ?? "http://localhost:8080",
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["MAILLAGE_CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        ...(asRoot ? ["--no-sandbox"] : []),
        // a browser under test calls nobody else
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run",
      ],
    },
  },
});
