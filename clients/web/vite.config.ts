import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The gateway while the board is being worked on: `npm run dev` asks it for everything that is not a page.
const gateway = process.env.LIFELINE_HTTP ?? "http://127.0.0.1:4480";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: Object.fromEntries(
      ["/lifeline.", "/v1/", "/session", "/login"].map((path) => [
        path,
        { target: gateway, changeOrigin: true, headers: { origin: gateway } },
      ]),
    ),
  },
  // Nothing in the page but files: the policy of the door allows no inline script and no data: font.
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
  // What is tested has no state: a world of its own for each file would take five times as long.
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"], isolate: false },
});
