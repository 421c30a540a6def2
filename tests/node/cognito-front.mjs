// What stands before cognito-local, which is the user pool (people, groups, app clients, passwords, tokens): the parts of Amazon Cognito that it
// lacks. Its own hosted sign-in sends no nonce back and checks no client secret, so the gateway rightly refuses it; this one does both, and asks
// cognito-local for password and tokens. Besides: client credentials, resource servers, sign-out, and an API that takes signed requests only.
// Control requests under /control take everything down.
import { createServer } from 'node:http';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SignJWT, decodeJwt, importJWK } from 'jose';

const [backend, pool, issuer] = process.argv.slice(2);
const { jwk } = JSON.parse(readFileSync(new URL('./node_modules/cognito-local/lib/keys/cognitoLocal.private.json', import.meta.url)));
const key = await importJWK(jwk, 'RS256');
const resourceServers = new Map();
const codes = new Map();
let isDown = false;
let keyFetches = 0;

class Refusal extends Error {
  constructor(status, body) { super(JSON.stringify(body)); Object.assign(this, { status, body }); }
}
const refuse = (error, status = 400) => { throw new Refusal(status, { error }); };
const refuseCall = (type, message, status = 400) => { throw new Refusal(status, { __type: type, message }); };

const forward = async (operation, body) => {
  const response = await fetch(backend, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  return response.ok ? answer : refuseCall(answer.__type, answer.message, response.status);
};

const sign = claims => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'CognitoLocal' }).sign(key);
const halfHash = text => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
const clientOf = async id => (await forward('DescribeUserPoolClient', { UserPoolId: pool, ClientId: id }).catch(() => refuse('invalid_client'))).UserPoolClient;

// The API: signed requests, and the operations on resource servers.
const known = scopes => scopes.every(scope => [...resourceServers.values()].some(server => server.Scopes.some(one => scope === `${server.Identifier}/${one.ScopeName}`)));
const operations = {
  DescribeResourceServer: body => ({ ResourceServer: resourceServers.get(body.Identifier) ?? refuseCall('ResourceNotFoundException', 'Resource server does not exist.') }),
  CreateResourceServer: body => { resourceServers.set(body.Identifier, body); return { ResourceServer: body }; },
  UpdateResourceServer: body => operations.CreateResourceServer(body),
  CreateUserPoolClient: body => known(body.AllowedOAuthScopes) ? forward('CreateUserPoolClient', body) : refuseCall('ScopeDoesNotExistException', 'Invalid scope requested'),
  UpdateUserPoolClient: body => known(body.AllowedOAuthScopes) ? forward('UpdateUserPoolClient', body) : refuseCall('ScopeDoesNotExistException', 'Invalid scope requested'),
};
const call = async (request, text) => {
  if (!/^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/cognito-idp\/aws4_request, SignedHeaders=[a-z;-]*x-amz-target[a-z;-]*, Signature=[0-9a-f]{64}$/.test(request.headers.authorization ?? '')) {
    refuseCall('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const operation = request.headers['x-amz-target'].split('.')[1];
  const body = JSON.parse(text);
  return operations[operation] ? operations[operation](body) : forward(operation, body);
};

// The hosted sign-in.
const authorize = async query => {
  const client = await clientOf(query.get('client_id'));
  if (!client.CallbackURLs?.includes(query.get('redirect_uri')) || query.get('response_type') !== 'code' || !client.AllowedOAuthFlows?.includes('code')
    || !query.get('scope').split(' ').every(scope => client.AllowedOAuthScopes.includes(scope)) || query.get('code_challenge_method') !== 'S256') {
    refuse('invalid_request');
  }
  return client;
};
const form = (query, problem) => `<!doctype html><title>Sign-in</title><p>${problem}</p>
<form method="post" action="/login?${query.toString().replaceAll('&', '&amp;')}"><input type="hidden" name="prompt" value="login">
<input name="login"><input name="password" type="password"><button>Sign in</button></form>`;
const login = async (query, fields) => {
  const { ClientId: id } = await authorize(query);
  const tokens = await forward('InitiateAuth', {
    ClientId: id, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: fields.get('login'), PASSWORD: fields.get('password') },
  }).then(answer => answer.AuthenticationResult, () => null);
  if (!tokens) {
    return null;
  }
  const code = randomUUID();
  codes.set(code, { tokens, query });
  const back = new URL(query.get('redirect_uri'));
  back.searchParams.set('code', code);
  back.searchParams.set('state', query.get('state'));
  return back.toString();
};

// The token endpoint.
const token = async (request, fields) => {
  const basic = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString().split(':').map(decodeURIComponent);
  const [id, secret] = fields.has('client_id') ? [fields.get('client_id'), fields.get('client_secret')] : basic;
  const client = await clientOf(id);
  if (client.ClientSecret !== secret) {
    refuse('invalid_client');
  }
  return fields.get('grant_type') === 'client_credentials' ? machine(client, fields) : exchange(client, fields);
};
const exchange = async (client, fields) => {
  const issued = codes.get(fields.get('code'));
  codes.delete(fields.get('code'));
  if (issued?.query.get('client_id') !== client.ClientId || issued.query.get('redirect_uri') !== fields.get('redirect_uri')
    || issued.query.get('code_challenge') !== createHash('sha256').update(fields.get('code_verifier') ?? '').digest('base64url')) {
    refuse('invalid_grant');
  }
  const { AccessToken: access, IdToken: id } = issued.tokens;
  const idToken = await sign({ ...decodeJwt(id), nonce: issued.query.get('nonce'), at_hash: halfHash(access) });
  return { id_token: idToken, access_token: access, token_type: 'Bearer', expires_in: 3600 };
};
const machine = async (client, fields) => {
  const scopes = fields.get('scope')?.split(' ') ?? client.AllowedOAuthScopes;
  if (!client.AllowedOAuthFlows?.includes('client_credentials') || !known(scopes) || !scopes.every(scope => client.AllowedOAuthScopes.includes(scope))) {
    refuse('invalid_grant');
  }
  const now = Math.floor(Date.now() / 1000);
  const access = await sign({
    sub: client.ClientId, token_use: 'access', scope: scopes.join(' '), auth_time: now, iss: issuer, exp: now + 3600, iat: now, version: 2, jti: randomUUID(), client_id: client.ClientId,
  });
  return { access_token: access, token_type: 'Bearer', expires_in: 3600 };
};
const userInfo = async request => {
  const user = await forward('GetUser', { AccessToken: (request.headers.authorization ?? '').replace(/^Bearer /, '') });
  return { ...Object.fromEntries(user.UserAttributes.map(attribute => [attribute.Name, attribute.Value])), username: user.Username };
};
const logout = async query => {
  const client = await clientOf(query.get('client_id'));
  return client.LogoutURLs?.includes(query.get('logout_uri')) ? query.get('logout_uri') : refuse('invalid_request');
};

const answer = async (request, url, text) => {
  switch (`${request.method} ${url.pathname}`) {
    case 'POST /': return { json: await call(request, text) };
    case `GET /${pool}/.well-known/jwks.json`: keyFetches++; return { json: await (await fetch(backend + url.pathname.slice(1))).json() };
    case 'GET /oauth2/authorize': await authorize(url.searchParams); return { html: form(url.searchParams, '') };
    case 'POST /login': {
      const to = await login(url.searchParams, new URLSearchParams(text));
      return to ? { to } : { html: form(url.searchParams, 'Incorrect username or password.') };
    }
    case 'POST /oauth2/token': return { json: await token(request, new URLSearchParams(text)) };
    case 'GET /oauth2/userInfo': return { json: await userInfo(request) };
    case 'GET /logout': return { to: await logout(url.searchParams) };
    default: return refuse('not_found', 404);
  }
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://front');
  const send = (status, type, body, headers = {}) => response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  if (url.pathname.startsWith('/control/')) {
    isDown = url.pathname.endsWith('/down') || (isDown && !url.pathname.endsWith('/up'));
    send(200, 'application/json', JSON.stringify({ keyFetches }));
    return;
  }
  if (isDown) {
    request.socket.destroy();
    return;
  }
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  try {
    const { json, html, to } = await answer(request, url, text);
    if (to) {
      send(302, 'text/plain', '', { location: to });
    } else {
      send(200, html ? 'text/html' : url.pathname === '/' ? 'application/x-amz-json-1.1' : 'application/json', html ?? JSON.stringify(json));
    }
  } catch (problem) {
    send(problem.status ?? 500, 'application/json', JSON.stringify(problem.body ?? { error: problem.message }));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening http://127.0.0.1:${server.address().port}`));
