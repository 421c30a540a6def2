// Reads this gateway's registry API with the code that Visual Studio Code reads a gallery with, as published for the web editor:
// node registry-reader.mjs URL TOKEN SEARCH NAME
// URL is the gateway's; TOKEN may be empty. Prints one JSON object a line: what was asked, what a query and its pages gave, what a
// search gave, what one server is.
import { VSBuffer, bufferToStream } from '@codingame/monaco-vscode-api/vscode/vs/base/common/buffer';
import { CancellationToken } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import {
  McpGalleryManifestService,
} from '@codingame/monaco-vscode-mcp-service-override/vscode/vs/platform/mcp/common/mcpGalleryManifestService';
import { McpGalleryService } from '@codingame/monaco-vscode-mcp-service-override/vscode/vs/platform/mcp/common/mcpGalleryService';

const [url, token, search, name] = process.argv.slice(2);
const print = entry => console.log(JSON.stringify(entry));
const brief = server => ({
  name: server.name, displayName: server.displayName, version: server.version, status: server.status, isLatest: server.isLatest,
  published: server.publishDate, updated: server.lastUpdated, remotes: server.configuration.remotes, packages: server.configuration.packages,
});

// What an editor has of its own: the network, a log, and where the gallery is.
const requests = {
  async request({ type, url: target }) {
    const answer = await fetch(target, { method: type, headers: token ? { Authorization: `Bearer ${token}` } : {} });
    print({ event: 'asked', target: target.slice(url.length), status: answer.status });
    return {
      res: { statusCode: answer.status, headers: Object.fromEntries(answer.headers) },
      stream: bufferToStream(VSBuffer.fromString(await answer.text())),
    };
  },
};
const log = { error: error => print({ event: 'log', text: String(error) }), info: text => print({ event: 'log', text }) };
class ConfiguredManifest extends McpGalleryManifestService {
  getMcpGalleryManifest() {
    return this.createMcpGalleryManifest(url);
  }
}

const gallery = new McpGalleryService(requests, undefined, log, new ConfiguredManifest({}, requests, log));
const query = await gallery.query();
const pages = [query.firstPage];
while (pages.at(-1).hasMore) {
  pages.push(await query.getNextPage(CancellationToken.None));
}

print({ event: 'listed', pages: pages.length, servers: pages.flatMap(page => page.items.map(brief)) });
print({ event: 'found', servers: (await gallery.query({ text: search })).firstPage.items.map(brief) });
print({ event: 'resolved', servers: (await gallery.getMcpServersFromGallery([{ name }])).map(brief) });
