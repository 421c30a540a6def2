// A real OpenID provider in the shape of a product: paths, issuer and claims as that product has them. Control requests under /control
// rotate its keys, take it down, mint access tokens and tell which ones it issued, as time and administrators do elsewhere. It exchanges
// tokens (RFC 8693) that the gateway at the redirect address signed.
import { createServer } from 'node:http';
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { Provider, errors } from 'oidc-provider';
import { SignJWT, createRemoteJWKSet, importJWK, jwtVerify } from 'jose';

const [shape, port, redirect, graphGroups] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const tenant = '11111111-2222-3333-4444-555555555555';
const realm = '/realms/mcp-gateway';
const keycloak = name => `${realm}/protocol/openid-connect/${name}`;
const shapes = {
  plain: { issuer: origin, routes: {}, claims: sub => ({ preferred_username: sub, groups: ['public-mcp-users', 'staff'] }) },
  keycloak: {
    issuer: origin + realm,
    routes: { authorization: keycloak('auth'), token: keycloak('token'), userinfo: keycloak('userinfo'), jwks: keycloak('certs'), end_session: keycloak('logout') },
    claims: sub => ({ preferred_username: sub, groups: ['/public-mcp-users', '/staff'], typ: 'ID' }),
  },
  entra: {
    issuer: `${origin}/${tenant}/v2.0`,
    routes: {
      authorization: `/${tenant}/oauth2/v2.0/authorize`, token: `/${tenant}/oauth2/v2.0/token`, jwks: `/${tenant}/discovery/v2.0/keys`,
      end_session: `/${tenant}/oauth2/v2.0/logout`,
    },
    claims: sub => ({ preferred_username: sub, oid: sub, tid: tenant, ver: '2.0', _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } }),
  },
}[shape];

let keys = [];
const newKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  return { ...jwk, use: 'sig', alg: 'RS256', kid: createHash('sha256').update(jwk.n).digest('base64url').slice(0, 16) };
};

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const gatewayKeys = createRemoteJWKSet(new URL('/.well-known/jwks.json', redirect));
const issued = [];

const sign = async (claims, key = keys[0]) => new SignJWT({ iss: shapes.issuer, sub: 'robot', jti: randomUUID(), ...claims })
  .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' }).setIssuedAt().setExpirationTime('10m').sign(await importJWK(key, 'RS256'));

// Whoever the gateway vouches for gets a token of this provider's own.
const exchangeToken = async ctx => {
  const { subject_token: subject, audience } = ctx.oidc.params;
  const { payload } = await jwtVerify(subject, gatewayKeys, { audience: shapes.issuer }).catch(() => { throw new errors.InvalidGrant('subject_token'); });
  ctx.body = {
    access_token: await sign({ sub: payload.sub, preferred_username: payload.preferred_username, aud: audience }),
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token', token_type: 'Bearer', expires_in: 600,
  };
};

const build = () => {
  const provider = new Provider(shapes.issuer, {
    clients: [{
      client_id: 'gateway', client_secret: 'gateway-secret-of-the-test', redirect_uris: [redirect], post_logout_redirect_uris: [redirect.replace(/\/oauth2.*/, '/login')],
      token_endpoint_auth_method: 'client_secret_post', grant_types: ['authorization_code', 'client_credentials', exchange],
    }],
    jwks: { keys },
    routes: shapes.routes,
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub'], email: ['email'], profile: ['preferred_username', 'name', 'groups', 'typ', 'oid', 'tid', 'ver', '_claim_names', '_claim_sources'] },
    // As these products do: the claims are in the id_token, not only at the userinfo endpoint.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: `${sub}@example.org`, name: `Person ${sub}`, ...shapes.claims(sub) }) }),
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: true }, clientCredentials: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  });
  provider.registerGrantType(exchange, exchangeToken, ['subject_token', 'subject_token_type', 'audience', 'scope']);
  provider.on('grant.success', ctx => issued.push({ grant: ctx.oidc.params.grant_type, token: ctx.body.access_token }));
  return provider.callback();
};

keys = [newKey()];
let app = build();
let isDown = false;
let fetches = 0;

const control = {
  rotate: async () => { keys = [newKey()]; app = build(); return {}; },
  down: async () => { isDown = true; return {}; },
  up: async () => { isDown = false; return {}; },
  fetches: async () => ({ fetches }),
  issued: async () => ({ issued }),
  token: async query => {
    const key = query.get('kid') ? { ...newKey(), kid: query.get('kid') } : keys[0];
    const token = await sign(JSON.parse(query.get('claims') ?? '{}'), key);
    return { token };
  },
};

createServer(async (request, response) => {
  const url = new URL(request.url, origin);
  if (url.pathname.startsWith('/control/')) {
    const answer = await control[url.pathname.slice('/control/'.length)](url.searchParams);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
    return;
  }
  if (isDown) {
    request.socket.destroy();
    return;
  }
  if (/jwks|certs|\/keys$/.test(url.pathname)) {
    fetches++;
  }
  if (url.pathname === '/v1.0/me/transitiveMemberOf/microsoft.graph.group') {
    const isAllowed = /^Bearer .+/.test(request.headers.authorization ?? '')
      && request.headers.consistencylevel === 'eventual' && url.searchParams.get('$count') === 'true';
    const second = url.searchParams.has('$skiptoken');
    const groups = (graphGroups ?? '').split(',');
    response.statusCode = isAllowed ? 200 : 401;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(second
      ? { value: [{ id: groups[1] }] }
      : { value: [{ id: groups[0] }], '@odata.nextLink': `${origin}${url.pathname}?$select=id&$count=true&$skiptoken=2` }));
    return;
  }
  app(request, response);
}).listen(Number(port), '127.0.0.1', () => console.log(`listening ${origin}`));
