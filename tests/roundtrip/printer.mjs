// Prints OpenAPI documents with swagger-markdown: a JSON document a line in, a JSON answer a line
// out. The argument is the folder that holds node_modules.
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(path.join(path.resolve(process.argv[2]), "printer.mjs"));
const { transformFile } = require("swagger-markdown");

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { markdown: await transformFile({ input: JSON.parse(line) }) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
