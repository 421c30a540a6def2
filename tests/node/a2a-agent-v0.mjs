// An agent in the words of A2A 0.3, of the official SDK for that version.
import { AGENT_CARD_PATH } from 'a2a-js-sdk-v0';
import { DefaultRequestHandler, InMemoryTaskStore } from 'a2a-js-sdk-v0/server';
import { UserBuilder, agentCardHandler, jsonRpcHandler, restHandler } from 'a2a-js-sdk-v0/server/express';
import { serve } from './a2a-steps.mjs';

const status = state => ({ state, timestamp: new Date().toISOString() });

serve({
  sdk: { AGENT_CARD_PATH, DefaultRequestHandler, InMemoryTaskStore, UserBuilder, agentCardHandler, jsonRpcHandler, restHandler },
  cardOf: address => ({
    name: 'Steps', description: 'Takes steps', version: '1.0.0', protocolVersion: '0.3.0',
    url: `${address}/rpc`, preferredTransport: 'JSONRPC',
    additionalInterfaces: [{ url: `${address}/rpc`, transport: 'JSONRPC' }, { url: `${address}/rest`, transport: 'HTTP+JSON' }],
    capabilities: { streaming: true, pushNotifications: false },
    defaultInputModes: ['text/plain'], defaultOutputModes: ['text/plain'],
    skills: [{ id: 'steps', name: 'Steps', description: 'Takes steps', tags: ['steps'] }],
  }),
  words: {
    textOf: message => message.parts[0].text,
    begun: ({ taskId, contextId }, message) => ({ kind: 'task', id: taskId, contextId, status: status('working'), history: [message] }),
    step: (task, text) => ({
      kind: 'artifact-update', ...task, artifact: { artifactId: 'a', name: 'steps', parts: [{ kind: 'text', text }] },
    }),
    ended: (task, state) => ({ kind: 'status-update', ...task, status: status(state), final: true }),
  },
});
