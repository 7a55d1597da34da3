import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: {
    include: ["src/**/*_test.{ts,tsx}"],
    environment: "node", // a file that needs a page says so: @vitest-environment jsdom
    restoreMocks: true,
    // One file is one test of ctest's, which runs several at once.
    pool: "threads",
    maxWorkers: 1,
    testTimeout: 30_000,
  },
});
