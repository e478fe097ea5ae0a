// Runs MiniZinc's WebAssembly build (npm package "minizinc", made for browsers, Chuffed included) once in Node.
// usage: node chuffed_worker.cjs DIST   Prints "ready"; then reads one JSON line {files, args}, prints its messages as one JSON line.
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const dist = process.argv[2];
const { stdin, stdout, exit } = process;
const answers = [];
let handler = null;
let done = null;

// What the package's worker expects to find in a browser.
globalThis.WorkerGlobalScope = function () {};
globalThis.self = globalThis;
globalThis.location = { href: "file:///minizinc-worker.js", pathname: "/minizinc-worker.js" };
globalThis.addEventListener = (kind, listener) => { if (kind === "message") handler = listener; };
globalThis.postMessage = (message) => {
  answers.push(message);
  if (message.type === "ready" || message.type === "exit") done();
};
globalThis.fetch = async (url) =>
  new Response(fs.readFileSync(path.join(dist, path.basename(String(url)))), { headers: { "Content-Type": "application/wasm" } });
Object.defineProperty(globalThis, "process", { value: undefined, writable: true, configurable: true });
(0, eval)(fs.readFileSync(path.join(dist, "minizinc-worker.js"), "utf8"));

const ask = (data) => new Promise((resolve) => { answers.length = 0; done = resolve; handler({ data }); });

(async () => {
  await ask({ wasmURL: "minizinc.wasm", dataURL: "minizinc.data" });
  stdout.write("ready\n");
  for await (const line of readline.createInterface({ input: stdin })) {
    const before = performance.now();
    await ask({ jsonStream: true, ...JSON.parse(line) });
    stdout.write(JSON.stringify({ milliseconds: performance.now() - before, messages: answers }) + "\n");
  }
  exit(0);
})();
