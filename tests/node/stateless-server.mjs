// A stateless server of the 2026-07-28 revision on the official 2.x SDK, with what the conformance suite asks for.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createHmac, randomBytes } from 'node:crypto';
import { createMcpHandler, inputRequired, acceptedContent, ProtocolError, Server } from '@modelcontextprotocol/server';
import * as fixtures from './fixtures.mjs';

const { text, wait, ask, sample, booleanField } = fixtures;
const roots = { method: 'roots/list', params: {} };
const key = randomBytes(32);
const seal = value => `${value}.${createHmac('sha256', key).update(value).digest('base64url')}`;
const opens = state => {
  const value = state.slice(0, state.lastIndexOf('.'));
  return seal(value) === state ? value : undefined;
};

const accepted = (context, name) => acceptedContent(context.mcpReq.inputResponses, name);
const response = (context, name) => {
  const answer = context.mcpReq.inputResponses?.[name];
  return answer && typeof answer === 'object' && !Array.isArray(answer) ? answer : undefined;
};
const stateOf = context => context.mcpReq.requestState();

const interactiveTools = {
  test_tool_with_progress: {
    description: 'Reports progress while it runs.',
    run: async (args, context) => {
      const progressToken = context.mcpReq._meta?.progressToken;
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined) {
          await context.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
        }
        await wait(args.step ?? 50);
      }
      return text('Tool with progress executed successfully');
    },
  },
  test_logging_tool: {
    description: 'Sends log messages while it runs.',
    run: async (_, context) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await context.mcpReq.log('info', data);
        await wait(50);
      }
      return text('Tool with logging executed successfully');
    },
  },
  test_custom_headers: {
    description: 'Arguments that clients mirror into headers.',
    inputSchema: {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        value: { type: 'string', 'x-mcp-header': 'Value' },
      },
    },
    run: args => text(JSON.stringify(args)),
  },
  test_input_required_result_elicitation: {
    description: 'Needs the user’s name.',
    run: (_, context) => {
      const name = accepted(context, 'user_name')?.name;
      return typeof name === 'string'
        ? text(`Hello, ${name}!`)
        : inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } });
    },
  },
  test_input_required_result_sampling: {
    description: 'Needs a completion.',
    run: (_, context) => {
      const answer = response(context, 'capital_question');
      return answer
        ? text(`The model says: ${answer.content?.text ?? ''}`)
        : inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } });
    },
  },
  test_input_required_result_list_roots: {
    description: 'Needs the client’s roots.',
    run: (_, context) => {
      const answer = response(context, 'client_roots');
      return answer
        ? text(`Roots: ${(answer.roots ?? []).map(root => root.uri).join(', ')}`)
        : inputRequired({ inputRequests: { client_roots: roots } });
    },
  },
  test_input_required_result_request_state: {
    description: 'Needs a confirmation and its own state back.',
    run: (_, context) => response(context, 'confirm') && stateOf(context)
      ? text('state-ok: confirmed')
      : inputRequired({ inputRequests: { confirm: ask('Please confirm', booleanField('ok')) }, requestState: seal('confirm') }),
  },
  test_input_required_result_multiple_inputs: {
    description: 'Needs three things at once.',
    run: (_, context) => ['user_name', 'greeting', 'client_roots'].every(name => response(context, name))
      ? text('All inputs received')
      : inputRequired({
        inputRequests: { user_name: ask('What is your name?', 'name'), greeting: sample('Generate a greeting', 50), client_roots: roots },
        requestState: seal('many'),
      }),
  },
  test_input_required_result_multi_round: {
    description: 'Needs two rounds.',
    run: (_, context) => {
      if (response(context, 'step2') && opens(stateOf(context) ?? '') === 'round-2') {
        return text('Both rounds are complete');
      }
      return response(context, 'step1')
        ? inputRequired({ inputRequests: { step2: ask('Step 2: What is your favorite color?', 'color') }, requestState: seal('round-2') })
        : inputRequired({ inputRequests: { step1: ask('Step 1: What is your name?', 'name') }, requestState: seal('round-1') });
    },
  },
  test_input_required_result_tampered_state: {
    description: 'Protects its state.',
    run: (_, context) => response(context, 'confirm') && stateOf(context)
      ? text('state-ok')
      : inputRequired({ inputRequests: { confirm: ask('Please confirm', booleanField('ok')) }, requestState: seal('tamper') }),
  },
  test_input_required_result_capabilities: {
    description: 'Asks only for what the client can do.',
    run: (_, context) => {
      const can = context.mcpReq.envelope?.clientCapabilities ?? context.mcpReq.envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {};
      const wanted = {
        ...(can.sampling ? { greeting: sample('Generate a greeting', 50) } : {}),
        ...(can.elicitation ? { user_name: ask('What is your name?', 'name') } : {}),
      };
      return Object.keys(wanted).length ? inputRequired({ inputRequests: wanted }) : text('Nothing to ask for');
    },
  },
  test_missing_capability: {
    description: 'Cannot do without sampling.',
    run: (_, context) => response(context, 'greeting')
      ? text('sampled')
      : inputRequired({ inputRequests: { greeting: sample('Generate a greeting', 50) } }),
  },
  test_streaming_elicitation: {
    description: 'Streams progress and then asks the user.',
    run: (_, context) => accepted(context, 'user_name')
      ? text('done')
      : inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } }),
  },
  test_trigger_tool_change: { description: 'Announces that the tools changed.', run: () => (handler.notify.toolsChanged(), text('announced')) },
  test_trigger_prompt_change: { description: 'Announces that the prompts changed.', run: () => (handler.notify.promptsChanged(), text('announced')) },
};

const interactivePrompts = {
  test_input_required_result_prompt: {
    description: 'A prompt that needs the user.',
    get: context => {
      const answer = accepted(context, 'user_context');
      return answer
        ? { messages: [{ role: 'user', content: { type: 'text', text: `Use this context: ${answer.context}` } }] }
        : inputRequired({ inputRequests: { user_context: ask('What context should the prompt use?', 'context') } });
    },
  },
};

const tools = { ...fixtures.plainTools, ...interactiveTools };
const prompts = { ...fixtures.prompts, ...interactivePrompts };

function createMcpServer() {
  const server = new Server(
    { name: 'stateless-test-server', version: '1.0.0' },
    {
      capabilities: { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true }, prompts: { listChanged: true }, logging: {}, completions: {} },
      requestState: {
        verify: state => {
          if (opens(state) === undefined) {
            throw new ProtocolError(-32602, 'Invalid requestState');
          }
          return state;
        },
      },
    });
  server.setRequestHandler('tools/list', () => ({ tools: Object.entries(tools).map(([name, tool]) => fixtures.toolEntry(name, tool)) }));
  server.setRequestHandler('tools/call', (request, context) => {
    const tool = tools[request.params.name];
    if (!tool) {
      throw new ProtocolError(-32602, `Unknown tool: ${request.params.name}`);
    }
    return tool.run(request.params.arguments ?? {}, context);
  });
  server.setRequestHandler('resources/list', () => ({ resources: fixtures.resources }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: fixtures.resourceTemplates }));
  server.setRequestHandler('resources/read', request => {
    const contents = fixtures.readResource(request.params.uri);
    if (!contents) {
      throw new ProtocolError(-32602, 'Resource not found', { uri: request.params.uri });
    }
    return { contents };
  });
  server.setRequestHandler('completion/complete', () => ({ completion: { values: ['paris', 'park', 'party'], total: 3, hasMore: false } }));
  server.setRequestHandler('prompts/list', () => ({ prompts: Object.entries(prompts).map(([name, prompt]) => fixtures.promptEntry(name, prompt)) }));
  server.setRequestHandler('prompts/get', (request, context) => {
    const prompt = prompts[request.params.name];
    if (!prompt) {
      throw new ProtocolError(-32602, `Unknown prompt: ${request.params.name}`);
    }
    return prompt.get ? prompt.get(context) : { messages: prompt.messages(request.params.arguments ?? {}) };
  });
  return server;
}

const handler = createMcpHandler(createMcpServer, { legacy: 'reject', onerror: failure => console.error(failure.message) });

async function handle(incoming, outgoing) {
  if (!fixtures.isLocal(incoming)) {
    return fixtures.refuseForeign(outgoing);
  }
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const answer = await handler.fetch(new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method,
    headers: incoming.headers,
    signal: gone.signal,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: 'half' } : {}),
  }));
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body) {
    for await (const chunk of answer.body) {
      outgoing.write(chunk);
    }
  }
  outgoing.end();
}

fixtures.announce(createServer((incoming, outgoing) => {
  handle(incoming, outgoing).catch(failure => {
    if (failure.name !== 'AbortError') {
      console.error(failure);
    }
    outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(500).end();
  });
}));
