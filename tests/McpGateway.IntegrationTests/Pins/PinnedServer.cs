using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Health;

namespace McpGateway.IntegrationTests.Pins;

/// <summary>A real MCP server whose definitions a test changes between two requests.</summary>
internal sealed class PinnedServer : IAsyncDisposable
{
    private ScriptedServer _server = null!;

    public JsonObject[] Tools { get; set; } =
        [ScriptedServer.Tool("read", "Reads a file."), ScriptedServer.Tool("other", "Does other things.")];

    public JsonObject[] Prompts { get; set; } = [new() { ["name"] = "ask", ["description"] = "Asks kindly." }];

    public string Instructions { get; set; } = "Be kind.";

    public int Calls { get; private set; }

    public Uri Address => new(_server.Address);

    public static async Task<PinnedServer> StartAsync()
    {
        var pinned = new PinnedServer();
        pinned._server = await ScriptedServer.StartMcpAsync(async (context, message) =>
        {
            JsonObject? result = (string?)message["method"] switch
            {
                "initialize" => new()
                {
                    ["protocolVersion"] = message["params"]!["protocolVersion"]!.DeepClone(),
                    ["capabilities"] = new JsonObject { ["tools"] = new JsonObject(), ["prompts"] = new JsonObject() },
                    ["serverInfo"] = new JsonObject { ["name"] = "pinned", ["version"] = "1" },
                    ["instructions"] = pinned.Instructions,
                },
                "tools/list" => new() { ["tools"] = Copy(pinned.Tools) },
                "prompts/list" => new() { ["prompts"] = Copy(pinned.Prompts) },
                "tools/call" => new() { ["content"] = new JsonArray(), ["isError"] = false },
                _ => null,
            };
            if (result is null)
            {
                return false;
            }

            pinned.Calls += (string?)message["method"] == "tools/call" ? 1 : 0;
            await ScriptedServer.ResultAsync(context, message, result);
            return true;
        });
        return pinned;
    }

    /// <summary>Another description of the first tool.</summary>
    public void Describe(string description) => Tools = [ScriptedServer.Tool("read", description), .. Tools.Skip(1)];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static JsonArray Copy(JsonObject[] items) => [.. items.Select(static item => item.DeepClone())];
}
