using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Eval;

/// <summary>
/// A test set as registered servers. Tools without a server stand on a server without a telling name; where a server has two tools of one
/// name, the second stands on a server of its own.
/// </summary>
internal sealed class EvalCatalogue
{
    private static readonly JsonElement NoSchema = JsonElement.Parse("{}");

    private readonly Dictionary<(string Path, string Tool), string> _ids = [];

    public EvalCatalogue(EvalSet set, DateTimeOffset now)
    {
        var servers = new List<EvalServer>();
        foreach (var group in set.Tools.GroupBy(tool => tool.Server ?? ""))
        {
            foreach (var layer in Layers(group))
            {
                var path = $"/eval-{set.Name}/{servers.Count}";
                servers.Add(
                    new(Server(path, group.Key, now), new ServerToolsRecord { DiscoveredAt = now, Tools = [.. layer.Select(Tool)] }));
                foreach (var tool in layer)
                {
                    _ids[(path, tool.Name)] = tool.Id;
                }
            }
        }

        Servers = servers;
    }

    public IReadOnlyList<EvalServer> Servers { get; }

    /// <summary>The test set's id of a hit; null for one that is not in the set.</summary>
    public string? IdOf(string serverPath, string tool) => _ids.GetValueOrDefault((serverPath.TrimEnd('/'), tool));

    private static List<List<EvalTool>> Layers(IEnumerable<EvalTool> tools)
    {
        var layers = new List<List<EvalTool>>();
        foreach (var tool in tools)
        {
            var layer = layers.Find(known => known.TrueForAll(other => other.Name != tool.Name));
            if (layer is null)
            {
                layers.Add(layer = []);
            }

            layer.Add(tool);
        }

        return layers;
    }

    private static ServerRecord Server(string path, string name, DateTimeOffset now) => new()
    {
        ServerName = name,
        Description = "",
        Path = path,
        ProxyPassUrl = "http://127.0.0.1:9/",
        IsEnabled = true,
        RegisteredBy = "eval",
        RegisteredAt = now,
        UpdatedAt = now,
    };

    private static ToolRecord Tool(EvalTool tool) => new()
    {
        Name = tool.Name,
        Description = tool.Description ?? "",
        InputSchema = tool.Schema ?? NoSchema,
        DefinitionHash = "",
        ApprovedHash = "",
    };
}

/// <summary>A server of a test set.</summary>
internal sealed record EvalServer(ServerRecord Server, ServerToolsRecord Tools);
