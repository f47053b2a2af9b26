// Traces of instrumented modules as node runs them, in the form of tests/fuzz/trace.h:
//
//   node --experimental-wasm-... reference.mjs FILE.wasm...
//
// What V8 does differently and is therefore not compared, or not generated:
//  - Its messages do not tell an undefined element from a table access out of bounds, a null element from one of another
//    type, or an overflowing conversion from one of NaN. Traps are compared by these coarser kinds.
//  - An atomic access that is both out of bounds and unaligned, or a wait on a memory that is not shared: V8 names the
//    bounds, Ingot the other, as the reference interpreter does. run.py takes both.
//  - How deep a recursion can go. run.py compares nothing behind an exhausted stack.
//  - NaN bits: made canonical by the instrumentation.
//  - A `delegate` passes by every try_table between it and its label. It is not generated inside of one.
//  - Memories and tables without a maximum: V8 refuses sizes that Ingot grants. Generated modules have maxima.
import fs from 'node:fs';
import path from 'node:path';

const TRAPS = [
  ['unreachable', 'unreachable'],
  ['memory access out of bounds', 'memory'],
  ['data segment', 'memory'],
  ['table index is out of bounds', 'table'],
  ['table access', 'table'],
  ['element segment', 'table'],
  ['null function or function signature mismatch', 'signature'],
  ['divide by zero', 'zero'],
  ['remainder by zero', 'zero'],
  ['divide result unrepresentable', 'range'],
  ['float unrepresentable in integer range', 'range'],
  ['dereferencing a null pointer', 'null'],
  ['operation does not support unaligned accesses', 'unaligned'],
  ['Atomics.wait cannot be called in this context', 'unshared'],
];

const bits = new DataView(new ArrayBuffer(8));

function showF64(value) {
  if (Number.isNaN(value)) return 'f64:nan';
  bits.setFloat64(0, value);
  return 'f64:0x' + bits.getBigUint64(0).toString(16);
}

const SHOW = {
  i: (value) => 'i32:0x' + (value >>> 0).toString(16),
  l: (value) => 'i64:0x' + BigInt.asUintN(64, value).toString(16),
  f: (value) => {
    if (Number.isNaN(value)) return 'f32:nan';
    bits.setFloat32(0, value);
    return 'f32:0x' + bits.getUint32(0).toString(16);
  },
  d: showF64,
};

function showArgument(value) {
  if (typeof value === 'bigint') return SHOW.l(value);
  if (typeof value === 'number') return showF64(value);
  return value === null ? 'null' : 'ref';
}

function trapWord(error) {
  if (error instanceof RangeError) return 'stack';
  if (error instanceof WebAssembly.Exception) return 'exception';
  if (!(error instanceof WebAssembly.RuntimeError)) return 'host: ' + error.message;
  const row = TRAPS.find(([text]) => error.message.includes(text));
  return row ? row[1] : error.message;
}

// JavaScript does not say whether a number was an i32, an f32 or an f64: the module does, in the letters that the
// instrumentation has put into a custom section, one word for each function that is called.
function resultLetters(module) {
  const [section] = WebAssembly.Module.customSections(module, 'fuzz');
  return new TextDecoder().decode(section).split(' ');
}

function imports(module, lines) {
  const found = {};
  for (const {module: from, name, kind} of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') continue;
    found[from] ??= {};
    found[from][name] = (...values) => { lines.push(['log', name, ...values.map(showArgument)].join(' ')); };
  }
  return found;
}

function call(exported, letters, title, lines) {
  try {
    const result = exported();
    const values = letters.length === 0 ? [] : letters.length === 1 ? [result] : result;
    lines.push([title + ':', ...values.map((value, i) => SHOW[letters[i]](value))].join(' '));
  } catch (error) {
    lines.push(`${title}: trap ${trapWord(error)}`);
  }
}

function trace(file) {
  const lines = ['module ' + path.basename(file, '.wasm')];
  let module;
  try {
    module = new WebAssembly.Module(fs.readFileSync(file));
  } catch (error) {
    return [...lines, 'not compiled: ' + error.message];
  }
  const letters = resultLetters(module);
  let instance;
  try {
    instance = new WebAssembly.Instance(module, imports(module, lines));
  } catch (error) {
    return [...lines, 'not instantiated: ' + trapWord(error)];
  }
  const calls = letters.length - 3;
  for (let i = 0; i < calls; i++) call(instance.exports['fuzz:call ' + i], letters[i], 'call ' + i, lines);
  ['globals', 'tables', 'memories'].forEach((name, i) => call(instance.exports['fuzz:' + name], letters[calls + i], name, lines));
  return [...lines, 'end'];
}

for (const file of process.argv.slice(2)) fs.writeSync(1, trace(file).join('\n') + '\n');
