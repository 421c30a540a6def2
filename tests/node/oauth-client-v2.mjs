// Gets in by URL alone as a client of the 2.x SDK: node oauth-client-v2.mjs URL register|document|preregistered|device [CLIENT-ID]
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { run } from './oauth-client.mjs';

await run(({ url, provider }) => {
  const client = new Client({ name: 'oauth-client-v2', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const transport = new StreamableHTTPClientTransport(url, { authProvider: provider });
  return {
    connect: () => client.connect(transport),

    // With all parameters: this SDK checks the issuer of the response (RFC 9207) itself.
    finish: parameters => transport.finishAuth(parameters),
    listTools: async () => (await client.listTools()).tools,
    sessionId: () => transport.sessionId,
    close: () => client.close(),
  };
}, error => error instanceof UnauthorizedError);
