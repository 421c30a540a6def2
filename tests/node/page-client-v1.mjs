// A web page that is a client of the 1.x SDK. Served by page-server.mjs.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { run } from './page-client.mjs';

await run(({ url, provider, requestInit }) => {
  const client = new Client({ name: 'page-client-v1', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(url, { authProvider: provider, requestInit });
  return {
    connect: () => client.connect(transport),
    finish: parameters => transport.finishAuth(parameters.get('code')),
    listTools: () => client.listTools(),
    callTool: call => client.callTool(call),
    sessionId: () => transport.sessionId,
    close: async () => { await transport.terminateSession(); await client.close(); },
  };
}, error => error instanceof UnauthorizedError);
