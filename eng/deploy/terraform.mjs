// terraform.mjs FOLDER: what `terraform validate` would find without the providers' schemas, which have to be downloaded: variables, locals,
// resources, data and modules that are named and not there, or there and not used, and arguments of modules. Prints what is wrong.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';

const problems = [];

async function read(folder) {
  const parts = { variable: {}, output: {}, locals: {}, resource: {}, data: {}, module: {} };
  let text = '';
  for (const file of readdirSync(folder).filter(name => name.endsWith('.tf'))) {
    const source = readFileSync(join(folder, file), 'utf8');
    const found = await parse(join(folder, file), source);
    text += JSON.stringify(found);
    for (const kind of ['variable', 'output', 'module']) Object.assign(parts[kind], found[kind]);
    for (const block of found.locals ?? []) Object.assign(parts.locals, block);
    for (const kind of ['resource', 'data']) {
      for (const [type, named] of Object.entries(found[kind] ?? {})) parts[kind][type] = { ...parts[kind][type], ...named };
    }
  }

  return { ...parts, text };
}

const missing = (folder, what, names, there) =>
  [...new Set(names)].filter(name => !(name in there)).forEach(name => problems.push(`${folder}: ${what}${name} is not there`));
const namesOf = (text, pattern) => [...text.matchAll(pattern)].map(match => match[1]);

async function check(folder) {
  const module = await read(folder);
  const used = { variable: namesOf(module.text, /\bvar\.([a-z_]+)/g), local: namesOf(module.text, /\blocal\.([a-z_]+)/g) };
  missing(folder, 'var.', used.variable, module.variable);
  missing(folder, 'local.', used.local, module.locals);
  for (const name of Object.keys(module.variable).filter(name => !used.variable.includes(name))) problems.push(`${folder}: var.${name} is not used`);
  for (const [, isData, type, name] of module.text.matchAll(/(?<![\w.])(data\.)?((?:aws|random)_[a-z0-9_]+)\.([a-z_]+)/g)) {
    if (!module[isData ? 'data' : 'resource'][type]?.[name]) problems.push(`${folder}: ${isData ?? ''}${type}.${name} is not there`);
  }

  for (const [name, [call]] of Object.entries(module.module)) {
    const { variable, output } = await check(join(folder, call.source));
    const given = Object.keys(call).filter(argument => argument !== 'source');
    missing(folder, `module.${name} takes no `, given, variable);
    Object.keys(variable).filter(one => !('default' in variable[one][0]) && !given.includes(one))
      .forEach(one => problems.push(`${folder}: module.${name} needs ${one}`));
    missing(folder, `module.${name}.`, namesOf(module.text, new RegExp(`\\bmodule\\.${name}\\.([a-z_]+)`, 'g')), output);
  }

  return module;
}

await check(process.argv[2]);
for (const problem of new Set(problems)) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
