// observability.mjs FOLDER COMPOSE: the collector's pipelines, Grafana's provisioning and the mounts of Compose name what is there. Prints what
// is wrong.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

const [folder, composeFile] = process.argv.slice(2);
const problems = [];
const read = (...path) => parse(readFileSync(join(folder, ...path), 'utf8'));

const collector = read('otel-collector', 'config.yml');
for (const extension of collector.service.extensions ?? []) {
  if (!(extension in collector.extensions)) problems.push(`the collector has no extension ${extension}`);
}

for (const [name, pipeline] of Object.entries(collector.service.pipelines)) {
  for (const part of ['receivers', 'processors', 'exporters']) {
    if (!pipeline[part]?.length) problems.push(`pipeline ${name} has no ${part}`);
    for (const used of pipeline[part] ?? []) {
      if (!(used in collector[part])) problems.push(`pipeline ${name} uses ${used}, which is not among the ${part}`);
    }
  }
}

for (const part of ['receivers', 'processors', 'exporters']) {
  for (const name of Object.keys(collector[part])) {
    const isUsed = Object.values(collector.service.pipelines).some(pipeline => pipeline[part]?.includes(name));
    if (!isUsed) problems.push(`${name} is in no pipeline`);
  }
}

const compose = parse(readFileSync(composeFile, 'utf8'));
const mounts = name => compose.services[name].volumes.map(volume => String(volume).split(':'))
  .filter(([source]) => source.startsWith('.')).map(([source, target]) => ({ source: resolve(dirname(composeFile), source), target }));
for (const service of Object.keys(compose.services)) {
  if (!compose.services[service].volumes) continue;
  for (const { source } of mounts(service)) if (!existsSync(source)) problems.push(`${service} mounts ${source}, which is not there`);
}

const [source] = read('grafana', 'provisioning', 'datasources', 'prometheus.yml').datasources;
const host = new URL(source.url).hostname;
if (!(host in compose.services)) problems.push(`the data source is at ${host}, which Compose does not start`);
for (const provider of read('grafana', 'provisioning', 'dashboards', 'mcp-gateway.yml').providers) {
  const isMounted = mounts('grafana').some(({ target }) => target === provider.options.path);
  if (!isMounted) problems.push(`nothing is mounted at ${provider.options.path}`);
}

const uids = readdirSync(join(folder, 'grafana', 'dashboards')).map(file => {
  const dashboard = JSON.parse(readFileSync(join(folder, 'grafana', 'dashboards', file), 'utf8'));
  const asks = dashboard.templating?.list?.some(variable => variable.type === 'datasource' && variable.name === 'datasource');
  if (!asks) problems.push(`${file} does not ask for its data source`);
  return dashboard.uid;
});
if (new Set(uids).size !== uids.length || !uids.every(Boolean)) problems.push(`the dashboards' uids are ${uids}`);

for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
