import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  // Runs side by side must not clear one another's folder.
  outputDir: process.env.LIFELINE_RESULTS ?? "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1440, height: 900 },
  },
});
