// Starts the third-party "everything" server over Streamable HTTP on a free port and says where.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url));
const port = await new Promise(done => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

const server = spawn(process.execPath, [entry, 'streamableHttp'], { env: { ...process.env, PORT: String(port) }, stdio: ['ignore', 'ignore', 'inherit'] });
server.on('exit', code => process.exit(code ?? 1));
process.on('SIGTERM', () => server.kill());

for (let attempt = 0; attempt < 200; attempt++) {
  try {
    await fetch(`http://127.0.0.1:${port}/mcp`);
    console.log(`listening http://127.0.0.1:${port}/mcp`);
    break;
  } catch {
    await new Promise(done => setTimeout(done, 50));
  }
}
