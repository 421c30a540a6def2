// Lists and calls tools as a client of the 1.x SDK would: node client-v1.mjs URL TOKEN TOOL JSON-ARGUMENTS
// Prints one JSON object a line, with the milliseconds since the call began.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

const [url, token, tool, json] = process.argv.slice(2);
const client = new Client({ name: 'client-v1', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
const print = entry => console.log(JSON.stringify(entry));

const { tools } = await client.listTools();
print({ event: 'tools', names: tools.map(entry => entry.name) });

const started = performance.now();
const at = () => Math.round(performance.now() - started);
const result = await client.callTool({ name: tool, arguments: JSON.parse(json) }, CallToolResultSchema, {
  onprogress: progress => print({ event: 'progress', at: at(), ...progress }),
});
print({ event: 'result', at: at(), result });
await client.close();
