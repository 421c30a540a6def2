using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Eval;

/// <summary>Turns a test set's tools into registered servers. Tools without a server stand alone on a server without a name.</summary>
internal static class EvalCatalogue
{
    private static readonly JsonElement NoSchema = JsonDocument.Parse("{}").RootElement;

    public static IReadOnlyList<(ServerRecord Server, ServerToolsRecord Tools)> Servers(EvalSet set, DateTimeOffset now) =>
    [
        .. set.Tools.GroupBy(tool => tool.Server ?? "").Select((group, number) => (
            new ServerRecord
            {
                ServerName = group.Key,
                Description = "",
                Path = $"/eval{number}",
                ProxyPassUrl = "http://localhost:9/",
                IsEnabled = true,
                RegisteredBy = "eval",
                RegisteredAt = now,
                UpdatedAt = now,
            },
            new ServerToolsRecord { DiscoveredAt = now, Tools = [.. group.Select(Tool)] })),
    ];

    private static ToolRecord Tool(EvalTool tool) => new()
    {
        Name = tool.Name,
        Description = tool.Description ?? "",
        InputSchema = tool.Schema ?? NoSchema,
        DefinitionHash = "",
        ApprovedHash = "",
    };
}
