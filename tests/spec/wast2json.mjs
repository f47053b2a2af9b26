// Turns official test scripts (.wast) into a list of commands (JSON) and one .wasm file per module.
//
//   node wast2json.mjs TOOLS_FOLDER OUTPUT_FOLDER SCRIPT.wast...
//
// TOOLS_FOLDER has node_modules with @bytecodealliance/jco-transpile, whose `parse` (wasm-tools) turns the text format into
// binaries, for all of Wasm 3.0, and wabt, which alone knows the folded form of legacy exceptions, `(try (do ...))`. What is
// left for us is the script around the modules: S-expressions, actions, expected results. For SCRIPT.wast it writes
// OUTPUT_FOLDER/SCRIPT.json:
//
//   {"commands": [{"type": "module", "line": 3, "name": "$m", "file": "SCRIPT.0.wasm"}, ...]}
//
// A value is {"type": "i32", "bits": "5"} (unsigned decimal), {"type": "f32", "nan": "canonical" | "arithmetic"},
// {"type": "v128", "shape": "f32x4", "lanes": [bits or "nan:canonical", ...]}, {"type": "ref", "kind": "null" | "func" |
// "extern" | "host" | ..., "id": 7}, or {"type": "either", "values": [...]}.
// A module that the text format itself rejects has "file": null: nothing of it reaches a decoder of binaries.
import {readFileSync, writeFileSync, mkdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [toolsFolder, outputFolder, ...scripts] = process.argv.slice(2);
const {parse} = await import(
    pathToFileURL(join(resolve(toolsFolder), 'node_modules/@bytecodealliance/jco-transpile/dist/wasm-tools.js')));

let wabt = null;

/** Text -> binary; throws where the text is malformed. Nothing is validated. */
async function assemble(source) {
  try {
    return Buffer.from(await parse(source));
  } catch (error) {
    if (!/\(\s*try\b/.test(source)) throw error;
    wabt ??= await createRequire(join(resolve(toolsFolder), 'package.json'))('wabt')();
    const module = wabt.parseWat('module.wat', source, {exceptions: true, tail_call: true});
    try {
      return Buffer.from(module.toBinary({}).buffer);
    } finally {
      module.destroy();
    }
  }
}

// ---- S-expressions. A node is {start, end, line, list} or {start, end, line, atom} or {..., string: Buffer}. ----

function readString(text, at) {
  const bytes = [];
  const push = code => bytes.push(...Buffer.from(String.fromCodePoint(code), 'utf8'));
  let i = at + 1;
  while (text[i] !== '"') {
    if (text[i] !== '\\') {
      const code = text.codePointAt(i);
      push(code);
      i += code > 0xffff ? 2 : 1;
      continue;
    }
    const escape = text[i + 1];
    const plain = {n: 10, r: 13, t: 9, '\\': 92, '"': 34, '\'': 39}[escape];
    if (plain !== undefined) {
      bytes.push(plain);
      i += 2;
    } else if (escape === 'u') {
      const close = text.indexOf('}', i);
      push(parseInt(text.slice(i + 3, close).replaceAll('_', ''), 16));
      i = close + 1;
    } else {
      bytes.push(parseInt(text.slice(i + 1, i + 3), 16));
      i += 3;
    }
  }
  return {end: i + 1, string: Buffer.from(bytes)};
}

/** Index behind the white space, comments and annotations that start at `at`. */
function skipSpace(text, at) {
  let i = at;
  for (;;) {
    if (/\s/.test(text[i] ?? '')) {
      i++;
    } else if (text.startsWith(';;', i)) {
      while (i < text.length && text[i] !== '\n' && text[i] !== '\r') i++;
    } else if (text.startsWith('(;', i)) {
      let depth = 0;
      do {
        if (text.startsWith('(;', i)) depth++, i += 2;
        else if (text.startsWith(';)', i)) depth--, i += 2;
        else i++;
      } while (depth > 0 && i < text.length);
    } else {
      return i;
    }
  }
}

/** All top-level nodes. Iterative: scripts nest deeply. */
function readNodes(text) {
  const top = [];
  const open = [];
  let line = 1, counted = 0;
  const lineAt = index => {
    for (; counted < index; counted++)
      if (text[counted] === '\n') line++;
    return line;
  };
  for (let i = skipSpace(text, 0); i < text.length; i = skipSpace(text, i)) {
    const siblings = open.length ? open.at(-1).list : top;
    if (text[i] === '(') {
      const node = {start: i, line: lineAt(i), list: []};
      siblings.push(node);
      open.push(node);
      i++;
    } else if (text[i] === ')') {
      const node = open.pop();
      node.end = ++i;
      if (node.list[0]?.atom?.startsWith('@')) (open.at(-1)?.list ?? top).pop();  // an annotation
    } else if (text[i] === '"') {
      const {end, string} = readString(text, i);
      siblings.push({start: i, end, line: lineAt(i), string});
      i = end;
    } else {
      let end = i;
      while (end < text.length && !/[\s()";]/.test(text[end])) end++;
      if (end === i) end++;  // a stray character inside an annotation
      // $"quoted identifiers" are one token.
      if (text[i] === '$' && text[end] === '"') end = readString(text, end).end;
      siblings.push({start: i, end, line: lineAt(i), atom: text.slice(i, end)});
      i = end;
    }
  }
  return top;
}

const head = node => node?.list?.[0]?.atom;

// ---- Values ----

const laneBits = {i8x16: 8, i16x8: 16, i32x4: 32, i64x2: 64, f32x4: 32, f64x2: 64};

function integerBits(text, width) {
  const clean = text.replaceAll('_', '');
  const negative = clean.startsWith('-');
  const value = BigInt(clean.replace(/^[+-]/, ''));
  return BigInt.asUintN(width, negative ? -value : value).toString();
}

/** Float literals of a script, converted by the text parser itself: one global each in one module. */
class FloatPool {
  literals = [];
  bits = [];
  index = new Map();

  add(type, text) {
    const key = `${type} ${text}`;
    if (!this.index.has(key)) {
      this.index.set(key, this.literals.length);
      this.literals.push({type, text});
    }
    return this.index.get(key);
  }

  async resolve() {
    if (this.literals.length === 0) return;
    const text = this.literals.map(({type, text}) => `(global ${type} (${type}.const ${text}))`).join('\n');
    const wasm = Buffer.from(await parse(`(module ${text})`));
    let at = 8;
    const leb = () => {
      let value = 0, shift = 0, byte;
      do {
        byte = wasm[at++];
        value |= (byte & 0x7f) << shift;
        shift += 7;
      } while (byte & 0x80);
      return value;
    };
    for (let id = wasm[at++], size = leb(); id !== 6; id = wasm[at++], size = leb()) at += size;
    const count = leb();
    for (let i = 0; i < count; i++) {
      const wide = this.literals[i].type === 'f64';
      at += 3;  // type, mutability, opcode
      this.bits.push(wide ? wasm.readBigUInt64LE(at).toString() : wasm.readUInt32LE(at).toString());
      at += (wide ? 8 : 4) + 1;
    }
  }
}

/** A number of type i32/i64/f32/f64. Floats get their bits when the pool is resolved. */
function numberValue(type, text, pool) {
  if (text === 'nan:canonical' || text === 'nan:arithmetic') return {type, nan: text.slice(4)};
  if (type[0] === 'i') return {type, bits: integerBits(text, Number(type.slice(1)))};
  return {type, pool: pool.add(type, text)};
}

function vectorValue(shape, lanes, pool) {
  const scalar = shape[0] === 'f' ? shape.slice(0, 3) : null;
  return {
    type: 'v128', shape,
    lanes: lanes.map(
        lane => scalar ? numberValue(scalar, lane, pool) : {bits: integerBits(lane, laneBits[shape])}),
  };
}

function readValue(node, pool) {
  const [first, ...rest] = node.list;
  const kind = first.atom;
  if (kind === 'either') return {type: 'either', values: rest.map(value => readValue(value, pool))};
  if (kind === 'v128.const') return vectorValue(rest[0].atom, rest.slice(1).map(lane => lane.atom), pool);
  const number = /^([if](?:32|64))\.const$/.exec(kind);
  if (number) return numberValue(number[1], rest[0].atom, pool);
  if (kind === 'ref.null') return {type: 'ref', kind: 'null'};
  const reference = /^ref\.(\w+)$/.exec(kind);
  if (!reference) throw new Error(`line ${node.line}: value ${kind}`);
  return {type: 'ref', kind: reference[1], ...(rest[0] ? {id: Number(rest[0].atom)} : {})};
}

/** Replaces references into the pool by bits, everywhere in `value`. */
function fillFloats(value, pool) {
  if (Array.isArray(value)) value.forEach(item => fillFloats(item, pool));
  else if (value && typeof value === 'object') {
    if ('pool' in value) {
      value.bits = pool.bits[value.pool];
      delete value.pool;
    }
    Object.values(value).forEach(item => fillFloats(item, pool));
  }
}

// ---- Commands ----

class Script {
  constructor(path, text) {
    this.stem = basename(path, '.wast');
    this.text = text;
    this.pool = new FloatPool();
    this.files = 0;
  }

  /** {name, file, form} of a (module ...) node; writes its binary. */
  async module(node, nodeText = null) {
    const items = node.list.slice(1);
    if (['definition', 'instance'].includes(items[0]?.atom)) items.shift();
    const name = items[0]?.atom?.startsWith('$') ? items.shift().atom : undefined;
    const form = ['binary', 'quote'].includes(items[0]?.atom) ? items.shift().atom : 'text';
    const contents = Buffer.concat(items.filter(item => item.string).map(item => item.string));
    let wasm = null;
    if (form === 'binary') {
      wasm = contents;
    } else {
      const source = (form === 'quote' ? contents.toString('utf8') : nodeText ?? this.text.slice(node.start, node.end))
                         .replace(/^\(module\s+definition\b/, '(module')
                         // The tool refuses characters that change the direction of text; inside strings an escape will do.
                         .replace(/[\u202a-\u202e\u2066-\u206f]/g, c => `\\u{${c.charCodeAt(0).toString(16)}}`);
      try {
        wasm = await assemble(source);
      } catch {
        wasm = null;
      }
    }
    if (wasm === null) return {name, form, file: null};
    const file = `${this.stem}.${this.files++}.wasm`;
    writeFileSync(join(outputFolder, file), wasm);
    return {name, form, file};
  }

  action(node) {
    const items = node.list.slice(1);
    const module = items[0].atom?.startsWith('$') ? items.shift().atom : undefined;
    const field = items.shift().string.toString('utf8');
    return {type: head(node), module, field, args: items.map(value => readValue(value, this.pool))};
  }

  async command(node) {
    const line = node.line;
    const kind = head(node);
    const [, first, second] = node.list;
    if (kind === 'module') {
      if (first?.atom === 'instance') {
        const names = node.list.slice(2).map(item => item.atom);
        return {type: 'module_instance', line, name: names.length > 1 ? names[0] : undefined, of: names.at(-1)};
      }
      const type = first?.atom === 'definition' ? 'module_definition' : 'module';
      return {type, line, ...await this.module(node)};
    }
    if (kind === 'register') return {type: kind, line, as: first.string.toString('utf8'), name: second?.atom};
    if (kind === 'invoke' || kind === 'get') return {type: 'action', line, action: this.action(node)};
    if (kind === 'assert_return') {
      const expected = node.list.slice(2).map(value => readValue(value, this.pool));
      return {type: kind, line, action: this.action(first), expected};
    }
    const text = second?.string?.toString('utf8');
    const ofModules = ['assert_malformed', 'assert_invalid', 'assert_malformed_custom', 'assert_invalid_custom'];
    if ([...ofModules, 'assert_unlinkable'].includes(kind) || head(first) === 'module') {
      const type = kind === 'assert_trap' ? 'assert_uninstantiable' : kind;
      return {type, line, text, ...await this.module(first)};
    }
    if (['assert_trap', 'assert_exhaustion', 'assert_exception'].includes(kind))
      return {type: kind, line, text, action: this.action(first)};
    return {type: 'unknown', line, text: kind};
  }

  async convert() {
    const nodes = readNodes(this.text);
    // A script may also be the bare fields of one module.
    const commands = [];
    if (nodes.length && !/^(module|assert_|register|invoke|get|thread|wait)/.test(head(nodes[0]) ?? 'module')) {
      const whole = {list: [{atom: 'module'}], line: 1};
      commands.push({type: 'module', line: 1, ...await this.module(whole, `(module ${this.text}\n)`)});
    } else {
      for (const node of nodes) commands.push(await this.command(node));
    }
    await this.pool.resolve();
    fillFloats(commands, this.pool);
    return {commands};
  }
}

mkdirSync(outputFolder, {recursive: true});
for (const path of scripts) {
  const script = new Script(path, readFileSync(path, 'utf8'));
  const result = await script.convert();
  writeFileSync(join(outputFolder, `${script.stem}.json`), JSON.stringify(result));
}
