// What the official conformance suite expects every server to offer, as plain data and pure functions shared by both servers.

export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
export const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==';

export const text = value => ({ content: [{ type: 'text', text: value }] });
export const wait = ms => new Promise(done => setTimeout(done, ms));
const object = (properties = {}, required = []) => ({ type: 'object', properties, ...(required.length ? { required } : {}) });
const embedded = (uri, mimeType, body) => ({ type: 'resource', resource: { uri, mimeType, text: body } });

export const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

/** Tools whose answer needs nothing but their arguments. */
export const plainTools = {
  test_simple_text: { description: 'Returns plain text.', run: () => text('This is a simple text response for testing.') },
  test_image_content: {
    description: 'Returns an image.',
    run: () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }),
  },
  test_audio_content: {
    description: 'Returns audio.',
    run: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  },
  test_embedded_resource: {
    description: 'Returns an embedded resource.',
    run: () => ({ content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')] }),
  },
  test_multiple_content_types: {
    description: 'Returns text, an image and a resource.',
    run: () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: PNG, mimeType: 'image/png' },
        embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
      ],
    }),
  },
  test_error_handling: {
    description: 'Always fails.',
    run: () => ({ ...text('This tool intentionally returns an error for testing'), isError: true }),
  },
  json_schema_2020_12_tool: {
    description: 'Tool with JSON Schema 2020-12 features',
    inputSchema: SCHEMA_2020_12,
    run: args => text(JSON.stringify(args ?? {})),
  },
};

export const toolEntry = (name, tool) => ({ name, description: tool.description, inputSchema: tool.inputSchema ?? object() });

export const resources = [
  { uri: 'test://static-text', name: 'Static text', description: 'A static text resource', mimeType: 'text/plain' },
  { uri: 'test://static-binary', name: 'Static binary', description: 'A static binary resource', mimeType: 'image/png' },
  { uri: 'test://watched-resource', name: 'Watched', description: 'A resource that can be watched', mimeType: 'text/plain' },
];

export const resourceTemplates = [
  { uriTemplate: 'test://template/{id}/data', name: 'Template', description: 'A resource template', mimeType: 'application/json' },
];

/** The contents of a resource, or null when there is no such resource. */
export function readResource(uri) {
  if (uri === 'test://static-text') {
    return [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }];
  }
  if (uri === 'test://static-binary') {
    return [{ uri, mimeType: 'image/png', blob: PNG }];
  }
  if (uri === 'test://watched-resource') {
    return [{ uri, mimeType: 'text/plain', text: 'Watched resource content' }];
  }
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  return id ? [{ uri, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }] : null;
}

const user = content => ({ role: 'user', content });
const argument = (name, description) => ({ name, description, required: true });

export const prompts = {
  test_simple_prompt: {
    description: 'A prompt without arguments',
    messages: () => [user({ type: 'text', text: 'This is a simple prompt for testing.' })],
  },
  test_prompt_with_arguments: {
    description: 'A prompt with two arguments',
    arguments: [argument('arg1', 'First test argument'), argument('arg2', 'Second test argument')],
    messages: args => [user({ type: 'text', text: `Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'` })],
  },
  test_prompt_with_embedded_resource: {
    description: 'A prompt that embeds a resource',
    arguments: [argument('resourceUri', 'URI of the resource to embed')],
    messages: args => [
      user(embedded(args.resourceUri, 'text/plain', 'Embedded resource content for testing.')),
      user({ type: 'text', text: 'Please process the embedded resource above.' }),
    ],
  },
  test_prompt_with_image: {
    description: 'A prompt with an image',
    messages: () => [
      user({ type: 'image', data: PNG, mimeType: 'image/png' }),
      user({ type: 'text', text: 'Please analyze the image above.' }),
    ],
  },
};

export const promptEntry = (name, prompt) => ({ name, description: prompt.description, ...(prompt.arguments ? { arguments: prompt.arguments } : {}) });

const stringField = name => object({ [name]: { type: 'string' } }, [name]);

export const elicitations = {
  username: {
    type: 'object',
    properties: {
      username: { type: 'string', description: "User's response" },
      email: { type: 'string', description: "User's email address" },
    },
    required: ['username', 'email'],
  },
  defaults: object({
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  }),
  enums: object({
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: { type: 'string', oneOf: [1, 2, 3].map(i => ({ const: `value${i}`, title: `Option ${i}` })) },
    legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: { type: 'array', items: { anyOf: [1, 2, 3].map(i => ({ const: `value${i}`, title: `Choice ${i}` })) } },
  }),
};

export const ask = (message, field) => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: typeof field === 'string' ? stringField(field) : field },
});
export const sample = (prompt, maxTokens) => ({
  method: 'sampling/createMessage',
  params: { messages: [user({ type: 'text', text: prompt })], maxTokens },
});
export const booleanField = name => object({ [name]: { type: 'boolean' } }, [name]);

/** Hosts and origins that a server on loopback accepts (DNS rebinding). */
export function isLocal(request) {
  const local = authority => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(authority ?? '');
  const origin = request.headers.origin;
  return local(request.headers.host) && (!origin || local(origin.replace(/^https?:\/\//, '')));
}

export function refuseForeign(response) {
  response.writeHead(403, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Host or Origin not allowed' } }));
}

/** Listens on a free port of loopback and says where, so that the test that started this process can connect. */
export function announce(server) {
  server.listen(0, '127.0.0.1', () => console.log(`listening http://127.0.0.1:${server.address().port}/mcp`));
}
