// A web page that is a client of the 2.x SDK. Served by page-server.mjs.
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { run } from './page-client.mjs';

await run(({ url, provider, requestInit }) => {
  const client = new Client({ name: 'page-client-v2', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const transport = new StreamableHTTPClientTransport(url, { authProvider: provider, requestInit });
  return {
    connect: () => client.connect(transport),
    finish: parameters => transport.finishAuth(parameters),
    listTools: () => client.listTools(),
    callTool: call => client.callTool(call),
    sessionId: () => transport.sessionId,
    close: () => client.close(),
  };
}, error => error instanceof UnauthorizedError);
