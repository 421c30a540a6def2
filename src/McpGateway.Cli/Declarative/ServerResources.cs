using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Declarative;

/// <summary>MCP servers. Those of the gateway itself and those that a source brings in are not declared.</summary>
internal sealed class ServerResources : IResourceKind
{
    private const string Hidden = "********";
    private const string NoAuthentication = "none";

    /// <summary>Members that are texts, and the fields of the form that they are.</summary>
    private static readonly (string Member, string Field)[] Names =
    [
        ("name", "name"), ("upstream", "proxy_pass_url"), ("description", "description"), ("auth_provider", "auth_provider"),
        ("mcp_endpoint", "mcp_endpoint"), ("sse_endpoint", "sse_endpoint"), ("license", "license"),
    ];

    public string Section => "servers";

    public string Title => "server";

    public string Key => "path";

    public IReadOnlyList<string> Members { get; } =
    [
        "path", "name", "upstream", "description", "tags", "enabled", "transports", "auth_type", "auth_provider", "mcp_endpoint",
        "sse_endpoint", "license", "headers",
    ];

    public IReadOnlyList<string> Flags { get; } = ["enabled"];

    public IReadOnlyList<string> Lists { get; } = ["tags", "transports"];

    public IReadOnlyList<string> Filled { get; } = ["name", "upstream", "transports"];

    public async Task<IReadOnlyDictionary<string, JsonObject>> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var list = await run.GetAsync(ApiRoutes.ServerList, cancellationToken);
        var all = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var path in list.Items("servers").Select(static server => server.Text("path")))
        {
            var server = await run.GetAsync(ApiRoutes.ServerGet, cancellationToken, path);
            if (!server.Flag("is_built_in") && server.Text("source").Length == 0)
            {
                all["/" + path.Trim('/')] = Form(server);
            }
        }

        return all;
    }

    /// <summary>Values of headers are not shown by anybody, so only their names can be compared.</summary>
    public bool IsSame(string member, JsonNode? stated, JsonNode? stored) => member switch
    {
        "headers" => NamesOf(stated).SetEquals(NamesOf(stored)),
        "auth_type" => Differences.AreSame(AuthTypeOf(stated), AuthTypeOf(stored)),
        _ => Differences.AreSame(stated, stored),
    };

    public async Task ApplyAsync(CommandRun run, JsonObject stated, JsonObject? stored, CancellationToken cancellationToken)
    {
        var path = "/" + ((string)stated["path"]!).Trim('/');
        var headers = await HeadersAsync(run, stated["headers"] as JsonObject, cancellationToken);
        if (stored is null)
        {
            var name = Text(stated, "name") ?? path.Trim('/');
            await run.SendAsync(
                ApiRoutes.ServerRegister,
                Bodies.Form([
                    .. FieldsOf(stated), ("path", path), ("overwrite", "false"), ("name", name),
                    ("description", Text(stated, "description") ?? name), ("headers", headers),
                ]),
                cancellationToken);
        }

        // A registration has to have a description; that there is to be none can be said afterwards.
        if (stored is not null || (stated.ContainsKey("description") && Text(stated, "description") is null))
        {
            var current = await run.GetAsync(ApiRoutes.ServerGet, cancellationToken, path);
            await run.SendAsync(
                ApiRoutes.ServerEdit, ServerEditForm.Of(current, [.. FieldsOf(stated), ("headers", headers)]), cancellationToken, path);
        }

        // A new server begins switched off; one that a file declares is meant to be used.
        var isOn = stated["enabled"] is not JsonValue enabled || enabled.GetValueKind() == JsonValueKind.True;
        if (stored is null ? isOn : stated.ContainsKey("enabled") && !Differences.AreSame(stated["enabled"], stored["enabled"]))
        {
            await run.SendAsync(
                ApiRoutes.ServerToggle, Bodies.Form(("path", path), ("new_state", Bodies.Flag(isOn))), cancellationToken);
        }
    }

    public Task RemoveAsync(CommandRun run, string key, CancellationToken cancellationToken) =>
        run.SendAsync(ApiRoutes.ServerRemove, Bodies.Form(("path", key)), cancellationToken);

    private static JsonObject Form(JsonElement server) => new()
    {
        ["path"] = "/" + server.Text("path").Trim('/'),
        ["name"] = server.Text("display_name"),
        ["upstream"] = server.Text("proxy_pass_url"),
        ["description"] = server.Text("description"),
        ["tags"] = Bodies.Names(server.Items("tags").Select(JsonRead.ScalarOf)),
        ["enabled"] = server.Flag("is_enabled"),
        ["transports"] = Bodies.Names(server.Items("supported_transports").Select(JsonRead.ScalarOf)),
        ["auth_type"] = server.Text("auth_type"),
        ["auth_provider"] = server.Text("auth_provider"),
        ["mcp_endpoint"] = server.Text("mcp_endpoint"),
        ["sse_endpoint"] = server.Text("sse_endpoint"),
        ["license"] = server.Text("license"),
        ["headers"] = new JsonObject(server.Items("header_names").Select(static name =>
            KeyValuePair.Create(JsonRead.ScalarOf(name), (JsonNode?)Hidden))),
    };

    /// <summary>
    /// Fields of the form that are sent as they are stated; null for what is not. What is stated as nothing is sent empty, which the
    /// gateway takes for nothing.
    /// </summary>
    private static IEnumerable<(string Name, string? Value)> FieldsOf(JsonObject stated) =>
    [
        .. Names.Where(pair => stated.ContainsKey(pair.Member))
            .Select(pair => (pair.Field, (string?)(stated[pair.Member]?.ToString() ?? ""))),
        ("auth_type", stated.ContainsKey("auth_type") ? AuthTypeOf(stated["auth_type"]).ToString() : null),
        ("tags", Joined(stated, "tags")),
        ("supported_transports", Joined(stated, "transports")),
    ];

    /// <summary>The gateway keeps an authentication that is stated empty, and has a word for none.</summary>
    private static JsonNode AuthTypeOf(JsonNode? value) => value?.ToString() is { Length: > 0 } text ? text : NoAuthentication;

    private static async Task<string?> HeadersAsync(CommandRun run, JsonObject? headers, CancellationToken cancellationToken)
    {
        if (headers is null)
        {
            return null;
        }

        var list = new JsonArray();
        foreach (var (name, value) in headers)
        {
            list.Add((JsonNode)new JsonObject { [name] = await InputFiles.SecretAsync(run, value?.ToString() ?? "", cancellationToken) });
        }

        return list.ToJsonString();
    }

    private static string? Text(JsonObject server, string name) => server[name]?.ToString() is { Length: > 0 } text ? text : null;

    private static string? Joined(JsonObject server, string name) => server.ContainsKey(name)
        ? string.Join(',', (server[name] as JsonArray ?? []).Select(static item => item?.ToString()))
        : null;

    private static HashSet<string> NamesOf(JsonNode? headers) =>
        (headers as JsonObject ?? []).Select(static header => header.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
