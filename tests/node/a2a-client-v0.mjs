// The same client with the official SDK for A2A 0.3: node a2a-client-v0.mjs URL TOKEN AGENT BINDING
import {
  ClientFactory, ClientFactoryOptions, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory,
} from 'a2a-js-sdk-v0/client';

const [url, token, agent, binding] = process.argv.slice(2);
const print = entry => console.log(JSON.stringify(entry));
const fetchImpl = (target, init = {}) => fetch(target, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
const message = text => ({
  configuration: { blocking: false },
  message: { kind: 'message', messageId: crypto.randomUUID(), role: 'user', parts: [{ kind: 'text', text }] },
});

const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
  transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
  cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  preferredTransports: [binding],
}));
const card = await new DefaultAgentCardResolver({ fetchImpl }).resolve(`${url}/`);
const client = await factory.createFromUrl(`${url}/`);
print({
  event: 'card', urls: [card.url, ...card.additionalInterfaces.map(item => item.url)],
  schemes: Object.keys(card.securitySchemes ?? {}),
});

const ids = new Set();
for await (const entry of client.sendMessageStream(message('stream'))) {
  ids.add(entry.kind === 'task' ? entry.id : entry.taskId);
  const part = entry.kind === 'artifact-update' ? JSON.parse(entry.artifact.parts[0].text) : {};
  print({ event: 'stream', at: Date.now(), kind: entry.kind, ...part });
  print({ event: 'go', at: Date.now() });
  await fetch(`${agent}/go`);
}

print({ event: 'streamed', ids: ids.size });
const sent = await client.sendMessage(message('wait'));
const id = sent.id;
const found = await client.getTask({ id });
const canceled = await client.cancelTask({ id });
print({
  event: 'task', id, same: found.id === id && canceled.id === id && sent.contextId === found.contextId, listed: true,
  state: canceled.status.state,
});
