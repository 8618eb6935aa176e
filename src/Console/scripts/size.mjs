// The first load: index.html, the entry and one page with everything that they import, compressed as a server would send it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const limit = 300 * 1024;
const pages = ["src/features/overview/OverviewPage.tsx", "src/features/fleet/FleetPage.tsx", "src/features/access/RegisterPage.tsx"];
const dist = fileURLToPath(new URL("../dist", import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

function filesOf(name, files) {
  const chunk = manifest[name];
  if (chunk && !files.has(chunk.file)) {
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) {
      files.add(file);
    }
    for (const imported of chunk.imports ?? []) {
      filesOf(imported, files);
    }
  }
  return files;
}

for (const page of pages) {
  if (!manifest[page]) {
    throw new Error(`${page} is no page of the build.`);
  }
  const files = filesOf(page, filesOf("index.html", new Set(["index.html"])));
  const total = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 6 }).length, 0);
  console.log(`${String(total).padStart(7)} of ${limit} bytes compressed in ${files.size} files: ${page}`);
  if (total > limit) {
    process.exitCode = 1;
  }
}
