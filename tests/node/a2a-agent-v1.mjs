// An A2A 1.0 agent of the official SDK.
import { AGENT_CARD_PATH, TaskState } from '@a2a-js/sdk';
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from '@a2a-js/sdk/server';
import { UserBuilder, agentCardHandler, jsonRpcHandler, restHandler } from '@a2a-js/sdk/server/express';
import { serve } from './a2a-steps.mjs';

const metadata = undefined;
const status = state => ({ state, message: undefined, timestamp: new Date().toISOString() });
const ends = { canceled: TaskState.TASK_STATE_CANCELED, completed: TaskState.TASK_STATE_COMPLETED };

serve({
  sdk: { AGENT_CARD_PATH, DefaultRequestHandler, InMemoryTaskStore, UserBuilder, agentCardHandler, jsonRpcHandler, restHandler },
  cardOf: address => ({
    name: 'Steps', description: 'Takes steps', version: '1.0.0',
    supportedInterfaces: [
      { url: `${address}/rpc`, protocolBinding: 'JSONRPC', protocolVersion: '1.0', tenant: '' },
      { url: `${address}/rest`, protocolBinding: 'HTTP+JSON', protocolVersion: '1.0', tenant: '' },
    ],
    capabilities: { streaming: true, pushNotifications: false, extensions: [] },
    securitySchemes: {}, securityRequirements: [], signatures: [],
    defaultInputModes: ['text/plain'], defaultOutputModes: ['text/plain'],
    skills: [{ id: 'steps', name: 'Steps', description: 'Takes steps', tags: ['steps'], examples: [], inputModes: [], outputModes: [],
      securityRequirements: [] }],
  }),
  words: {
    textOf: message => message.parts[0].content.value,
    begun: ({ taskId, contextId }, message) => AgentEvent.task({
      id: taskId, contextId, status: status(TaskState.TASK_STATE_WORKING), artifacts: [], history: [message], metadata,
    }),
    step: (task, value) => AgentEvent.artifactUpdate({
      ...task, metadata,
      artifact: {
        artifactId: 'a', name: 'steps', description: '', metadata, extensions: [],
        parts: [{ content: { $case: 'text', value }, metadata, filename: '', mediaType: 'text/plain' }],
      },
    }),
    ended: (task, state) => AgentEvent.statusUpdate({ ...task, status: status(ends[state]), metadata }),
  },
});
