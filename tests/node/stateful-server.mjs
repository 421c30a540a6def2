// A sessionful Streamable HTTP server (2025-11-25 and before) on the official 1.x SDK, with what the conformance suite asks for.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema, CompleteRequestSchema, GetPromptRequestSchema, ListPromptsRequestSchema, ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema, ListToolsRequestSchema, McpError, ReadResourceRequestSchema, SetLevelRequestSchema,
  SubscribeRequestSchema, UnsubscribeRequestSchema, CreateMessageResultSchema, ElicitResultSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as fixtures from './fixtures.mjs';

const { text, wait } = fixtures;
const stringArgument = name => ({ type: 'object', properties: { [name]: { type: 'string' } }, required: [name] });

const elicit = (schema, message, answer) => async (args, extra) => {
  const result = await extra.sendRequest(
    { method: 'elicitation/create', params: { message: args.message ?? message, requestedSchema: schema } }, ElicitResultSchema);
  return text(`${answer}: action=${result.action}, content=${JSON.stringify(result.content ?? {})}`);
};

const interactiveTools = {
  test_tool_with_logging: {
    description: 'Sends log messages while it runs.',
    run: async (_, extra) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } });
        await wait(50);
      }
      return text('Tool with logging executed successfully');
    },
  },
  test_tool_with_progress: {
    description: 'Reports progress while it runs.',
    run: async (args, extra) => {
      const progressToken = extra._meta?.progressToken;
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined) {
          await extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
        }
        await wait(args.step ?? 50);
      }
      return text('Tool with progress executed successfully');
    },
  },
  test_sampling: {
    description: 'Asks the client for a completion.',
    inputSchema: stringArgument('prompt'),
    run: async (args, extra) => {
      const result = await extra.sendRequest(fixtures.sample(args.prompt, 100), CreateMessageResultSchema);
      return text(`LLM response: ${result.content.type === 'text' ? result.content.text : 'not text'}`);
    },
  },
  test_elicitation: {
    description: 'Asks the user.',
    inputSchema: stringArgument('message'),
    run: elicit(fixtures.elicitations.username, '', 'User response'),
  },
  test_elicitation_sep1034_defaults: {
    description: 'Asks the user, with defaults.',
    run: elicit(fixtures.elicitations.defaults, 'Please check the defaults', 'Elicitation completed'),
  },
  test_elicitation_sep1330_enums: {
    description: 'Asks the user, with enums.',
    run: elicit(fixtures.elicitations.enums, 'Please choose', 'Elicitation completed'),
  },
  test_reconnection: {
    description: 'Closes the stream in the middle of the call; the client comes back for the result.',
    run: async (_, extra) => {
      await wait(50);
      extra.closeSSEStream?.();
      await wait(100);
      return text('Reconnection test completed successfully');
    },
  },
};

const tools = { ...fixtures.plainTools, ...interactiveTools };

function createMcpServer() {
  const server = new Server(
    { name: 'stateful-test-server', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true }, prompts: { listChanged: true }, logging: {}, completions: {} } });

  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: Object.entries(tools).map(([name, tool]) => fixtures.toolEntry(name, tool)) }));
  server.setRequestHandler(CallToolRequestSchema, async (request, extra) => {
    const tool = tools[request.params.name];
    if (!tool) {
      throw new McpError(-32602, `Unknown tool: ${request.params.name}`);
    }
    try {
      return await tool.run(request.params.arguments ?? {}, extra);
    } catch (failure) {
      return { ...text(String(failure.message ?? failure)), isError: true };
    }
  });
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: fixtures.resources }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: fixtures.resourceTemplates }));
  server.setRequestHandler(ReadResourceRequestSchema, request => {
    const contents = fixtures.readResource(request.params.uri);
    if (!contents) {
      throw new McpError(-32002, 'Resource not found', { uri: request.params.uri });
    }
    return { contents };
  });
  server.setRequestHandler(SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));
  server.setRequestHandler(SetLevelRequestSchema, () => ({}));
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: ['paris', 'park', 'party'], total: 3, hasMore: false } }));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: Object.entries(fixtures.prompts).map(([name, prompt]) => fixtures.promptEntry(name, prompt)) }));
  server.setRequestHandler(GetPromptRequestSchema, request => {
    const prompt = fixtures.prompts[request.params.name];
    if (!prompt) {
      throw new McpError(-32602, `Unknown prompt: ${request.params.name}`);
    }
    return { messages: prompt.messages(request.params.arguments ?? {}) };
  });
  return server;
}

/** Keeps the events of this process, so that a client that was cut off gets what it missed. */
class Events {
  #events = [];

  async storeEvent(streamId, message) {
    this.#events.push({ streamId, message });
    return String(this.#events.length);
  }

  async getStreamIdForEventId(eventId) {
    return this.#events[Number(eventId) - 1]?.streamId;
  }

  async replayEventsAfter(lastEventId, { send }) {
    const streamId = this.#events[Number(lastEventId) - 1]?.streamId;
    for (let i = Number(lastEventId); i < this.#events.length; i++) {
      if (this.#events[i].streamId === streamId && Object.keys(this.#events[i].message).length > 0) {
        await send(String(i + 1), this.#events[i].message);
      }
    }
    return streamId;
  }
}

const sessions = new Map();

async function handle(request, response) {
  if (!fixtures.isLocal(request)) {
    return fixtures.refuseForeign(response);
  }
  const id = request.headers['mcp-session-id'];
  const known = id ? sessions.get(id) : undefined;
  if (known) {
    return known.handleRequest(request, response);
  }
  if (id) {
    response.writeHead(404, { 'Content-Type': 'application/json' });
    return response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } }));
  }
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    eventStore: new Events(),
    retryInterval: 500,
    onsessioninitialized: session => void sessions.set(session, transport),
    onsessionclosed: session => void sessions.delete(session),
  });
  await createMcpServer().connect(transport);
  return transport.handleRequest(request, response);
}

fixtures.announce(createServer((request, response) => {
  handle(request, response).catch(failure => {
    console.error(failure);
    response.headersSent ? response.destroy() : response.writeHead(500).end();
  });
}));
