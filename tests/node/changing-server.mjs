// A server on the official 2.x SDK that a test can change while it runs: POST /control with {"description": …} or {"broken": true}.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createMcpHandler, ProtocolError, Server } from '@modelcontextprotocol/server';
import * as fixtures from './fixtures.mjs';

const state = { description: 'Reads a record.', broken: false };
const request = new AsyncLocalStorage();

const tools = {
  read_record: { run: () => fixtures.text('a record') },
  show_header: {
    description: 'Shows a header of the request that it came with.',
    inputSchema: { type: 'object', properties: { header_name: { type: 'string' } }, required: ['header_name'] },
    run: args => fixtures.text(`${args.header_name}: ${request.getStore()[args.header_name.toLowerCase()] ?? 'none'}`),
  },
};

function createMcpServer() {
  const server = new Server({ name: 'changing-test-server', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({
    tools: Object.entries(tools).map(([name, tool]) => fixtures.toolEntry(name, { ...tool, description: tool.description ?? state.description })),
  }));
  server.setRequestHandler('tools/call', call => {
    const tool = tools[call.params.name];
    if (!tool) {
      throw new ProtocolError(-32602, `Unknown tool: ${call.params.name}`);
    }
    return tool.run(call.params.arguments ?? {});
  });
  return server;
}

const handler = createMcpHandler(createMcpServer, { legacy: 'reject', onerror: failure => console.error(failure.message) });

async function control(incoming, outgoing) {
  const parts = [];
  for await (const part of incoming) {
    parts.push(part);
  }
  Object.assign(state, JSON.parse(Buffer.concat(parts).toString()));
  outgoing.writeHead(204).end();
}

async function answer(incoming, outgoing) {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const reply = await request.run(incoming.headers, () => handler.fetch(new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method,
    headers: incoming.headers,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: 'half' } : {}),
  })));
  outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
  if (reply.body) {
    for await (const chunk of reply.body) {
      outgoing.write(chunk);
    }
  }
  outgoing.end();
}

function handle(incoming, outgoing) {
  if (!fixtures.isLocal(incoming)) {
    return fixtures.refuseForeign(outgoing);
  }
  if (incoming.url === '/control') {
    return control(incoming, outgoing);
  }
  if (state.broken) {
    incoming.resume();
    return outgoing.writeHead(500).end();
  }
  return answer(incoming, outgoing);
}

fixtures.announce(createServer((incoming, outgoing) => {
  Promise.resolve(handle(incoming, outgoing)).catch(failure => {
    console.error(failure);
    outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(500).end();
  });
}));
