// Gets in by URL alone as a client of the 1.x SDK: node oauth-client-v1.mjs URL register|document|preregistered|device [CLIENT-ID]
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { run } from './oauth-client.mjs';

await run(({ url, provider }) => {
  const client = new Client({ name: 'oauth-client-v1', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(url, { authProvider: provider });
  return {
    connect: () => client.connect(transport),
    finish: parameters => transport.finishAuth(parameters.get('code')),
    listTools: async () => (await client.listTools()).tools,
    sessionId: () => transport.sessionId,
    close: () => client.close(),
  };
}, error => error instanceof UnauthorizedError);
