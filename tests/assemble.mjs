// Text format to binary by wasm-tools, names included: node assemble.mjs TOOLS_FOLDER SOURCE.wat OUTPUT.wasm
// TOOLS_FOLDER has node_modules with @bytecodealliance/jco-transpile. See assemble.py.
import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [tools, source, output] = process.argv.slice(2);
const {parse} = await import(
    pathToFileURL(join(resolve(tools), 'node_modules/@bytecodealliance/jco-transpile/dist/wasm-tools.js')));
writeFileSync(output, Buffer.from(await parse(readFileSync(source, 'utf8'))));
