import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from "@mantine/core";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { theme } from "./src/ui/theme.ts";

/**
 * The theme's variables as a style sheet of the build. Mantine would write them into a style element at run time, which a content
 * security policy of style-src 'self' refuses.
 */
function themeVariables(): Plugin {
  const id = "virtual:theme.css";
  return {
    name: "holdfast-theme-variables",
    resolveId: source => (source === id ? `\0${id}` : null),
    load: source =>
      source === `\0${id}` ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)), ":root") : null,
  };
}

/** Leaves a compressed twin beside each file that gains by it; the server sends the one that the browser takes. */
function compressedTwins(): Plugin {
  return {
    name: "holdfast-compressed-twins",
    apply: "build",
    async writeBundle({ dir = "dist" }, bundle) {
      for (const name of Object.keys(bundle).filter(file => /\.(js|css|svg|html)$/.test(file))) {
        const content = await readFile(join(dir, name));
        const twins = [
          [".gz", gzipSync(content, { level: 9 })],
          [".br", brotliCompressSync(content)],
        ] as const;
        for (const [ending, twin] of twins) {
          if (twin.length < content.length * 0.9) {
            await writeFile(join(dir, name + ending), twin);
          }
        }
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), themeVariables(), compressedTwins()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { port: 5173, proxy: { "/api": "http://127.0.0.1:5000" } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true, testTimeout: 60_000 },
});
