// Lists and calls tools as a client of the 2.x SDK would: node client-v2.mjs URL TOKEN TOOL JSON-ARGUMENTS
// Prints one JSON object a line, with the milliseconds since the call began.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [url, token, tool, json] = process.argv.slice(2);
const client = new Client({ name: 'client-v2', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
const print = entry => console.log(JSON.stringify(entry));

const { tools } = await client.listTools();
print({ event: 'tools', names: tools.map(entry => entry.name), protocol: client.getNegotiatedProtocolVersion?.() });

const started = performance.now();
const at = () => Math.round(performance.now() - started);
const result = await client.callTool({ name: tool, arguments: JSON.parse(json) }, {
  onprogress: progress => print({ event: 'progress', at: at(), ...progress }),
});
print({ event: 'result', at: at(), result });
await client.close();
