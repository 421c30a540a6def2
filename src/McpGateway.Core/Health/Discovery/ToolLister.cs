using System.Text.Json.Nodes;
using McpGateway.Core.Registry.Servers;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.Health.Discovery;

/// <summary>Reads <c>tools/list</c>, every page within bounds.</summary>
internal static class ToolLister
{
    private const int LongestText = 16 * 1024;

    public static async Task<FoundTools> ListAsync(McpClient client, HealthOptions options, CancellationToken cancellationToken)
    {
        var tools = new Dictionary<string, ToolRecord>(StringComparer.Ordinal);
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; client.ServerCapabilities.Tools is not null && page < options.MaxPages; page++)
        {
            var request = new JsonRpcRequest
            {
                Method = RequestMethods.ToolsList,
                Params = cursor is null ? new JsonObject() : new JsonObject { ["cursor"] = cursor },
            };
            var response = await client.SendRequestAsync(request, cancellationToken);
            foreach (var tool in ToolReader.Read(response.Result))
            {
                if (tools.Count >= options.MaxTools)
                {
                    return Result(client, tools, isCut: true);
                }

                tools.TryAdd(tool.Name, tool);
            }

            cursor = ToolReader.NextCursor(response.Result);
            if (cursor is null)
            {
                return Result(client, tools, isCut: false);
            }

            if (!cursors.Add(cursor))
            {
                // The same cursor twice: the server goes round in circles.
                return Result(client, tools, isCut: true);
            }
        }

        return Result(client, tools, isCut: cursor is not null);
    }

    private static FoundTools Result(McpClient client, Dictionary<string, ToolRecord> tools, bool isCut) => new(
        [.. tools.Values],
        Shorten(client.ServerInfo?.Name),
        Shorten(client.ServerInfo?.Version),
        Shorten(client.ServerInstructions),
        client.NegotiatedProtocolVersion)
    {
        IsCut = isCut,
    };

    private static string? Shorten(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
