// What a program in a web page does about MCP and OAuth besides its SDK: it is called back at its own address and remembers in the tab.
// The page is opened with ?url=SERVER&tool=NAME&arguments=JSON, and #TOKEN when it has one; it writes one JSON object into its body when it is done.
const memory = JSON.parse(sessionStorage.getItem('memory') ?? '{}');
const remember = values => sessionStorage.setItem('memory', JSON.stringify(Object.assign(memory, values)));
const here = location.origin + location.pathname;

const provider = {
  redirectUrl: here,
  clientMetadata: {
    client_name: 'page client', redirect_uris: [here], grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'], token_endpoint_auth_method: 'none',
  },
  clientInformation: () => memory.client,
  saveClientInformation: client => remember({ client }),
  tokens: () => memory.tokens,
  saveTokens: tokens => remember({ tokens }),
  state: () => { remember({ state: crypto.randomUUID() }); return memory.state; },
  redirectToAuthorization: to => { location.href = to.href; },
  saveCodeVerifier: verifier => remember({ verifier }),
  codeVerifier: () => memory.verifier,
};

/**
 * Connects, lists the tools and calls one; without a token it goes through the authorization server first.
 * @param open ({ url, provider, requestInit }) => { connect, finish(callbackParameters), listTools, callTool(call), sessionId, close }
 * @param isUnauthorized tells the error of an SDK that wants the browser step first
 */
export async function run(open, isUnauthorized) {
  try {
    const parameters = new URLSearchParams(location.search);
    if (parameters.has('url')) remember({ ...Object.fromEntries(parameters), token: location.hash.slice(1) });
    const options = memory.token ? { requestInit: { headers: { Authorization: `Bearer ${memory.token}` } } } : { provider };
    if (parameters.has('code')) {
      if (parameters.get('state') !== memory.state) throw new Error('state differs');
      await open({ url: new URL(memory.url), ...options }).finish(parameters);
    }

    const connection = open({ url: new URL(memory.url), ...options });
    await connection.connect();
    const { tools } = await connection.listTools();
    const result = await connection.callTool({ name: memory.tool, arguments: JSON.parse(memory.arguments) });
    const session = connection.sessionId();
    await connection.close();
    say({ names: tools.map(tool => tool.name), result, session, registered: memory.client !== undefined });
  } catch (error) {
    if (!isUnauthorized(error) || memory.token) say({ error: `${error}` });
  }
}

function say(outcome) {
  const text = document.createElement('pre');
  text.id = 'outcome';
  text.textContent = JSON.stringify(outcome);
  document.body.append(text);
}
