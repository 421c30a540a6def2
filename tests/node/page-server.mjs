// Serves the clients that are web pages, each bundled for browsers: /v1 and /v2. Prints "listening URL".
import { createServer } from 'node:http';
import { rolldown } from 'rolldown';

const page = '<!doctype html><meta charset="utf-8"><title>An MCP client</title><body>';
const bundles = new Map();
for (const version of ['v1', 'v2']) {
  const bundle = await rolldown({ input: `page-client-${version}.mjs`, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  bundles.set(`/${version}`, output[0].code);
  await bundle.close();
}

const server = createServer((request, response) => {
  const code = bundles.get(new URL(request.url, 'http://localhost').pathname);
  const body = code ? `${page}<script type="module">${code.replaceAll('</script', '<\\/script')}</script>` : page;
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(`listening http://localhost:${server.address().port}`));
