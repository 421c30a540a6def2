// Talks to an agent as a client of the official SDK would: node a2a-client-v1.mjs URL TOKEN AGENT BINDING [VERSION]
// URL is the agent's at the gateway, AGENT its own address, which is asked for each next step of the stream.
// VERSION is that of the agent: with 0.3, the SDK speaks in the agent's words. Prints one JSON object a line.
import { Role } from '@a2a-js/sdk';
import {
  ClientFactory, ClientFactoryOptions, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory,
} from '@a2a-js/sdk/client';

const [url, token, agent, binding, version = '1.0'] = process.argv.slice(2);
const legacyCompat = { enabled: version === '0.3' };
const print = entry => console.log(JSON.stringify(entry));
const fetchImpl = (target, init = {}) => fetch(target, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
const message = text => ({
  tenant: '', metadata: undefined,
  configuration: { acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately: true },
  message: {
    messageId: crypto.randomUUID(), contextId: '', taskId: '', role: Role.ROLE_USER, metadata: undefined, extensions: [],
    referenceTaskIds: [], parts: [{ content: { $case: 'text', value: text }, metadata: undefined, filename: '', mediaType: 'text/plain' }],
  },
});

const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
  transports: [new JsonRpcTransportFactory({ fetchImpl, legacyCompat }), new RestTransportFactory({ fetchImpl, legacyCompat })],
  cardResolver: new DefaultAgentCardResolver({ fetchImpl, legacyCompat }),
  preferredTransports: [binding],
}));
const client = await factory.createFromUrl(`${url}/`);
print({
  event: 'card', urls: client.agentCard.supportedInterfaces.map(item => item.url),
  schemes: Object.keys(client.agentCard.securitySchemes),
});

const ids = new Set();
for await (const { payload } of client.sendMessageStream(message('stream'))) {
  const { $case: kind, value } = payload;
  ids.add(kind === 'task' ? value.id : value.taskId);
  const part = kind === 'artifactUpdate' ? JSON.parse(value.artifact.parts[0].content.value) : {};
  print({ event: 'stream', at: Date.now(), kind, ...part });
  print({ event: 'go', at: Date.now() });
  await fetch(`${agent}/go`);
}

print({ event: 'streamed', ids: ids.size });
const sent = await client.sendMessage(message('wait'));
const id = sent.id;
const found = await client.getTask({ tenant: '', id });
// 0.3 lists no tasks.
const listed = legacyCompat.enabled ? { tasks: [sent] } : await client.listTasks({
  tenant: '', contextId: '', status: 0, pageToken: '', statusTimestampAfter: undefined,
});
const canceled = await client.cancelTask({ tenant: '', id, metadata: undefined });
print({
  event: 'task', id, same: found.id === id && canceled.id === id && sent.contextId === found.contextId,
  listed: listed.tasks.some(task => task.id === id), state: canceled.status.state,
});
