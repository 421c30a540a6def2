using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Hosting;

namespace McpGateway.NextRelease;

/// <summary>
/// What the next release writes: a kind of documents that this one does not have, and a member of servers that it does not know.
/// </summary>
internal sealed class NextDocuments(IDocumentStorage storage) : IHostedService
{
    private static readonly DocumentKind<JsonObject> Things = new("next_things", NextJsonContext.Default.JsonObject);
    private static readonly DocumentKind<JsonObject> Servers = new("servers", NextJsonContext.Default.JsonObject);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await storage.CommitAsync(
            new DocumentBatch().Put(Things, "first", new() { ["note"] = "of the next release" }, null), cancellationToken);
        foreach (var server in await storage.ListAsync(Servers, cancellationToken))
        {
            server.Value["next_member"] = new JsonObject { ["since"] = new JsonArray(1, 2) };
            await storage.CommitAsync(new DocumentBatch().Put(Servers, server.Key, server.Value, server.Version), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NextJsonContext : JsonSerializerContext;
