// Does what an MCP client does with a file of servers: node configured-client.mjs FILE SERVER TOOL ARGUMENTS
// It finds the server's address in the file, signs its user in by OAuth when it is asked to, and calls the tool.
import { readFileSync } from 'node:fs';
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { listenForCallback, print } from './oauth-client.mjs';

const [file, server, tool, args] = process.argv.slice(2);
const entry = JSON.parse(readFileSync(file, 'utf8')).mcpServers[server];
if (entry?.type !== 'http') throw new Error(`${file} has no server ${server} at an address`);

const callback = await listenForCallback();
const memory = {};
const authProvider = {
  redirectUrl: callback.url,
  clientMetadata: {
    client_name: 'configured client', redirect_uris: [callback.url], grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'], token_endpoint_auth_method: 'none',
  },
  clientInformation: () => memory.client,
  saveClientInformation: client => { memory.client = client; },
  tokens: () => memory.tokens,
  saveTokens: tokens => { memory.tokens = tokens; },
  state: () => (memory.state = crypto.randomUUID()),
  redirectToAuthorization: to => print({ event: 'open', url: to.href }),
  saveCodeVerifier: verifier => { memory.verifier = verifier; },
  codeVerifier: () => memory.verifier,
};

function open() {
  const client = new Client({ name: 'configured-client', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const transport = new StreamableHTTPClientTransport(new URL(entry.url), { authProvider, requestInit: { headers: entry.headers ?? {} } });
  return { client, transport, connect: () => client.connect(transport) };
}

let connection = open();
try {
  await connection.connect();
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error;
  const parameters = await callback.arrived;
  if (parameters.get('state') !== memory.state) throw new Error('state differs');
  await connection.transport.finishAuth(parameters);
  connection = open();
  await connection.connect();
}

const result = await connection.client.callTool({ name: tool, arguments: JSON.parse(args) });
print({ event: 'result', result, clientId: memory.client?.client_id });
await connection.client.close();
process.exit(0);
