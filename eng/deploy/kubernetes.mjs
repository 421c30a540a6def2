// kubernetes.mjs FILE: holds every document of rendered manifests against the schema of its kind. Prints one line for each: "ok", "unknown" for
// kinds of which there is no schema here, or what is wrong. Unknown members are wrong, too: the server would drop them without a word.
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const packages = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'external-secrets.io': '@kubernetes-models/external-secrets',
};

async function model(apiVersion, kind) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  try {
    return (await import(`${packages[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`))[kind];
  } catch (failure) {
    if (failure.code?.startsWith('ERR_')) return undefined;
    throw failure;
  }
}

// The compiled schemas take members that they do not know, and never look at them: what was not read is unknown.
function watched(value, path, unread) {
  if (value === null || typeof value !== 'object') return value;
  const members = {};
  for (const [name, member] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`;
    unread.add(place);
    members[name] = watched(member, place, unread);
  }

  return new Proxy(value, {
    get(target, name) {
      if (!Object.hasOwn(members, name)) return target[name];
      unread.delete(Array.isArray(target) ? `${path}[${name}]` : `${path}.${name}`);
      return members[name];
    },
  });
}

let failed = false;
for (const document of parseAllDocuments(readFileSync(process.argv[2], 'utf8'))) {
  if (document.errors.length > 0) throw document.errors[0];
  const manifest = document.toJS();
  if (manifest === null) continue;
  const title = `${manifest.apiVersion} ${manifest.kind} ${manifest.metadata?.name}`;
  const type = await model(manifest.apiVersion, manifest.kind);
  if (type === undefined) {
    console.log(`unknown ${title}`);
    continue;
  }

  let problem;
  try {
    const unread = new Set();
    // On the document itself: an instance of the class would have copied it, and so read it.
    type.prototype.validate.call(watched(manifest, '', unread));
    problem = unread.size > 0 ? `unknown: ${[...unread].join(', ')}` : undefined;
  } catch (failure) {
    problem = failure.message;
  }

  failed ||= problem !== undefined;
  console.log(problem === undefined ? `ok ${title}` : `wrong ${title}: ${problem}`);
}

process.exitCode = failed ? 1 : 0;
