// What an MCP client does about OAuth besides its SDK: a place to be called back, memory, and a person with a browser.
// Prints one JSON object a line. {"event":"open","url":…} asks whoever runs it to act as that person.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { readFileSync } from 'node:fs';

export const print = entry => console.log(JSON.stringify(entry));

/**
 * Connects by URL alone, lists the tools, lets the access token expire, and lists them again in the same MCP session.
 * @param openConnection ({ url, provider }) => { connect, finish(callbackParameters), listTools, sessionId, close }
 * @param isUnauthorized tells the error of an SDK that wants the browser step first
 */
export async function run(openConnection, isUnauthorized) {
  const [url, mode, clientId] = process.argv.slice(2);
  const callback = await listenForCallback();
  const memory = { authorizations: 0, registrations: 0 };
  const metadata = {
    client_name: `${mode} client`, redirect_uris: [callback.url], grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'], token_endpoint_auth_method: 'none',
  };
  const provider = {
    redirectUrl: callback.url,
    clientMetadata: metadata,
    clientMetadataUrl: mode === 'document' ? await serveDocument(metadata) : undefined,
    clientInformation: () => memory.client ?? (clientId ? { client_id: clientId } : undefined),
    saveClientInformation: client => { memory.client = client; memory.registrations++; },
    tokens: () => memory.tokens,
    saveTokens: tokens => { memory.tokens = tokens; },
    state: () => (memory.state = crypto.randomUUID()),
    redirectToAuthorization: to => { memory.authorizations++; print({ event: 'open', url: to.href }); },
    saveCodeVerifier: verifier => { memory.verifier = verifier; },
    codeVerifier: () => memory.verifier,
  };

  if (mode === 'device') {
    Object.assign(memory, await connectDevice(url));
  }

  let connection = openConnection({ url: new URL(url), provider });
  try {
    await connection.connect();
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    const parameters = await callback.arrived;
    if (parameters.get('state') !== memory.state) throw new Error('state differs');
    await connection.finish(parameters);
    connection = openConnection({ url: new URL(url), provider });
    await connection.connect();
  }

  const before = { tokens: memory.tokens, session: connection.sessionId() };
  const tools = await connection.listTools();
  print({ event: 'tools', names: tools.map(tool => tool.name), clientId: memory.client?.client_id ?? clientId, scope: before.tokens.scope });

  // The lifetime is the server's to keep: this is how a user away from the keyboard comes back.
  await new Promise(resolve => setTimeout(resolve, (before.tokens.expires_in + 1) * 1000));
  const again = await connection.listTools();
  print({
    event: 'refreshed', names: again.map(tool => tool.name), session: before.session ?? null, sameSession: connection.sessionId() === before.session,
    newAccess: memory.tokens.access_token !== before.tokens.access_token, newRefresh: memory.tokens.refresh_token !== before.tokens.refresh_token,
    authorizations: memory.authorizations, registrations: memory.registrations,
  });
  print({ event: 'secrets', values: [before.tokens.access_token, before.tokens.refresh_token, memory.tokens.access_token, memory.tokens.refresh_token] });
  await connection.close();
  process.exit(0);
}

export async function listenForCallback() {
  let arrive;
  const arrived = new Promise(resolve => { arrive = resolve; });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    response.writeHead(pathname === '/callback' ? 200 : 404, { 'Content-Type': 'text/html' }).end('<p id="arrived">You can close this page.</p>');
    if (pathname === '/callback') arrive(searchParams);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/callback`, arrived };
}

/** Serves the client's metadata document over https with the certificate of the environment. */
async function serveDocument(metadata) {
  const options = { key: readFileSync(process.env.TLS_KEY), cert: readFileSync(process.env.TLS_CERT) };
  let url;
  const server = createSecureServer(options, (_, response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ client_id: url, ...metadata })));
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `https://localhost:${server.address().port}/client.json`;
  return url;
}

/** RFC 8628 by hand: the SDKs leave it to the program. Discovers everything from the URL, as they do. */
async function connectDevice(url) {
  const challenge = (await fetch(url, { method: 'POST', body: '{}' })).headers.get('www-authenticate');
  const resource = await (await fetch(/resource_metadata="([^"]+)"/.exec(challenge)[1])).json();
  const server = await (await fetch(resource.authorization_servers[0] + '/.well-known/oauth-authorization-server')).json();
  const grant = 'urn:ietf:params:oauth:grant-type:device_code';
  const client = await (await fetch(server.registration_endpoint, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_name: 'device client', grant_types: [grant, 'refresh_token'], token_endpoint_auth_method: 'none' }),
  })).json();
  const post = async (to, fields) => (await fetch(to, { method: 'POST', body: new URLSearchParams({ client_id: client.client_id, ...fields }) })).json();
  const device = await post(server.device_authorization_endpoint, { resource: resource.resource });
  print({ event: 'open', url: device.verification_uri_complete });
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, device.interval * 1000));
    const tokens = await post(server.token_endpoint, { grant_type: grant, device_code: device.device_code });
    if (tokens.access_token) return { client, tokens };
    if (!['authorization_pending', 'slow_down'].includes(tokens.error)) throw new Error(JSON.stringify(tokens));
  }
}
