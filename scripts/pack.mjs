// Compress what the browser gets, beforehand: eventreg/packed/<digest of the content>.br and .gz.
// A name that follows from the content cannot be out of date; what is not there is sent as it is.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const STATIC = join(ROOT, "eventreg", "static");
const PACKED = join(ROOT, "eventreg", "packed");
const KINDS = new Set([".css", ".js", ".json", ".svg", ".wasm"]);
const WORTH_IT = 0.95; // of the size; below, it is not worth the reader's work
const WAYS = {
  br: (content) =>
    brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }),
  gz: (content) => gzipSync(content, { level: 9 }),
};

function* files(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (KINDS.has(extname(name))) yield path;
  }
}

function pack(content, kept) {
  const digest = createHash("sha256").update(content).digest("hex");
  for (const [ending, compress] of Object.entries(WAYS)) {
    const name = `${digest}.${ending}`;
    const path = join(PACKED, name);
    kept.add(name);
    if (existsSync(path)) continue;
    const packed = compress(content);
    writeFileSync(`${path}.new`, packed.length < content.length * WORTH_IT ? packed : "");
    renameSync(`${path}.new`, path);
  }
}

mkdirSync(PACKED, { recursive: true });
const kept = new Set();
for (const path of files(STATIC)) pack(readFileSync(path), kept);
for (const name of readdirSync(PACKED)) {
  if (!kept.has(name) && !name.startsWith(".")) rmSync(join(PACKED, name));
}
