// Runs the example `wasm`: node core/dualtape/examples/wasm.mjs target/wasm32-unknown-unknown/debug/examples/wasm.wasm
import { readFileSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const code = instance.exports.main(0, 0);
if (code !== 0) {
  throw new Error(`the example returned ${code}`);
}
console.log("gradients in node are right");
