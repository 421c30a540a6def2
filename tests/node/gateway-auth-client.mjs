// What the conformance suite runs as its client: node gateway-auth-client.mjs SERVER-URL. The OAuth client that the suite looks at is the gateway.
// This script is the people around it: an administrator who registers the server, a user with a browser, and an MCP client that knows the gateway alone.
const { GATEWAY_URL, GATEWAY_TOKEN, GATEWAY_COOKIE, MCP_CONFORMANCE_SCENARIO: scenario, MCP_CONFORMANCE_PROTOCOL_VERSION: version } = process.env;
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const path = `/${scenario}/${version}`;
const isStateless = version >= '2026-07-28';
const maxConsents = 5;
const maxTries = 20;

await registerServer(process.argv[2]);
await useServer();

async function registerServer(url) {
  await api('POST', '/api/servers/register', new URLSearchParams({ name: scenario, description: 'A protected server', path, proxy_pass_url: url }));
  await api('PUT', `/api/egress/servers${path}`, JSON.stringify(egressSettings()), { 'Content-Type': 'application/json' });
  await api('POST', '/api/servers/toggle', new URLSearchParams({ path, new_state: 'true' }));
}

function egressSettings() {
  const credentials = { client_id: context.client_id, client_secret: context.private_key_pem ?? context.client_secret };
  return scenario.startsWith('auth/client-credentials')
    ? { mode: 'client_credentials', ...credentials, client_authentication: context.private_key_pem ? 'private_key_jwt' : undefined }
    : { mode: 'user_oauth', ...credentials };
}

async function useServer() {
  if (!isStateless) {
    await request('initialize', { protocolVersion: version, capabilities: {}, clientInfo: { name: 'gateway-auth-client', version: '1.0.0' } });
    await post({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  const { tools } = await request('tools/list');
  await request('tools/call', { name: tools[0].name, arguments: {} });
}

/** Sends a request, connects the user's account whenever the gateway asks for that, and sends it again. */
async function request(method, params = {}) {
  if (isStateless) {
    params = { ...params, _meta: { 'io.modelcontextprotocol/protocolVersion': version, 'io.modelcontextprotocol/clientCapabilities': {} } };
  }

  for (let consents = 0; ; consents++) {
    const { result, error } = await post({ jsonrpc: '2.0', id: 1, method, params });
    if (result) return result;
    const url = error.data?.elicitations?.[0]?.url;
    if (!url || consents === maxConsents) throw new Error(`${method}: ${JSON.stringify(error)}`);
    await connect(url);
  }
}

async function post(message) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': version };
  if (isStateless) {
    headers['Mcp-Method'] = message.method;
    if (message.params?.name) headers['Mcp-Name'] = message.params.name;
  }

  const send = () => fetch(`${GATEWAY_URL}${path}/mcp`, {
    method: 'POST', headers: { ...headers, Authorization: `Bearer ${GATEWAY_TOKEN}` }, body: JSON.stringify(message),
  });
  let response = await send();
  // A new server is held until what it lists was scanned: its client comes again when it is told to.
  for (let tries = 1; response.status === 503 && response.headers.has('Retry-After') && tries < maxTries; tries++) {
    await new Promise(resolve => setTimeout(resolve, 1000 * response.headers.get('Retry-After')));
    response = await send();
  }

  const text = await response.text();
  if (!message.id) return undefined;
  const event = text.split('\n').find(line => line.startsWith('data:'));
  const answer = JSON.parse(event ? event.slice('data:'.length) : text);
  if (answer.result || answer.error?.code) return answer;
  throw new Error(`${message.method}: ${response.status} ${text}`);
}

/** What the user's browser does, with the cookies of the gateway only. */
async function connect(url) {
  const cookies = [GATEWAY_COOKIE];
  for (let steps = 0; steps < 10; steps++) {
    const isGateway = new URL(url).origin === new URL(GATEWAY_URL).origin;
    const response = await fetch(url, { redirect: 'manual', headers: isGateway ? { Cookie: cookies.join('; ') } : {} });
    if (isGateway) cookies.push(...response.headers.getSetCookie().map(cookie => cookie.split(';')[0]));
    const location = response.headers.get('location');
    if (!location) {
      if (response.ok) return;
      throw new Error(`${url}: ${response.status} ${await response.text()}`);
    }

    url = new URL(location, url).href;
  }

  throw new Error('too many redirects');
}

async function api(method, to, body, headers = {}) {
  const response = await fetch(GATEWAY_URL + to, { method, body, headers: { ...headers, Authorization: `Bearer ${GATEWAY_TOKEN}` } });
  if (!response.ok) throw new Error(`${to}: ${response.status} ${await response.text()}`);
}
