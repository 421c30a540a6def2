using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Declarative;

/// <summary>Scopes: which groups have them, which servers and tools they open, and what they permit in the registry.</summary>
internal sealed class ScopeResources : IResourceKind
{
    public const string SectionName = "scopes";

    /// <summary>Without them nobody could administer the gateway.</summary>
    private static readonly string[] Kept =
        ["registry-admins", "mcp-registry-admin", "mcp-servers-unrestricted/read", "mcp-servers-unrestricted/execute"];

    public string Section => SectionName;

    public string Title => "scope";

    public string Key => "name";

    public IReadOnlyList<string> Members { get; } = ["name", "description", "groups", "servers", "registry"];

    public IReadOnlyList<string> Lists { get; } = ["groups", "servers"];

    public async Task<IReadOnlyDictionary<string, JsonObject>> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var list = await run.Gateway.JsonAsync(
            ApiRoutes.GroupList, cancellationToken, query: [new("include_keycloak", "false")]);
        var all = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var name in list.At("scopes_groups").Members().Select(static member => member.Name))
        {
            all[name] = Form(await run.GetAsync(ApiRoutes.GroupGet, cancellationToken, name));
        }

        return all;
    }

    public bool MayPrune(string key, JsonObject stored) => !Kept.Contains(key);

    public Task ApplyAsync(CommandRun run, JsonObject stated, JsonObject? stored, CancellationToken cancellationToken) =>
        run.SendAsync(ApiRoutes.GroupImport, Bodies.Json(ToImport(stated, stored)), cancellationToken);

    public Task RemoveAsync(CommandRun run, string key, CancellationToken cancellationToken) => run.SendAsync(
        ApiRoutes.GroupDelete, Bodies.Form(("group_name", key), ("delete_from_idp", "false")), cancellationToken);

    /// <summary>The scopes of a file as the simulation takes them.</summary>
    /// <param name="file">Where they are declared.</param>
    /// <param name="all">What there is in each section of the file, by key.</param>
    public static IEnumerable<JsonNode> DraftOf(
        GatewayFile file, IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonObject>> all) =>
        file.Sections.TryGetValue(SectionName, out var stated)
            ? stated.Select(pair => ToImport(pair.Value, all[SectionName].GetValueOrDefault(pair.Key)))
            : [];

    /// <summary>The scope as the API takes it. What is not stated is what is stored.</summary>
    public static JsonObject ToImport(JsonObject stated, JsonObject? stored) => new()
    {
        ["scope_name"] = stated["name"]!.ToString(),
        ["description"] = Stated(stated, stored, "description") ?? "",
        ["group_mappings"] = Stated(stated, stored, "groups") ?? new JsonArray(),
        ["server_access"] = Stated(stated, stored, "servers") ?? new JsonArray(),
        ["ui_permissions"] = Stated(stated, stored, "registry") ?? new JsonObject(),
        ["create_in_idp"] = false,
    };

    private static JsonNode? Stated(JsonObject stated, JsonObject? stored, string name) =>
        (stated.ContainsKey(name) ? stated[name] : stored?[name])?.DeepClone();

    private static JsonObject Form(JsonElement scope) => new()
    {
        ["name"] = scope.Text("scope_name"),
        ["description"] = scope.Text("description"),
        ["groups"] = Bodies.Names(scope.Items("group_mappings").Select(JsonRead.ScalarOf)),
        ["servers"] = Node(scope.At("server_access")) ?? new JsonArray(),
        ["registry"] = Node(scope.At("ui_permissions")) ?? new JsonObject(),
    };

    private static JsonNode? Node(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(json.GetRawText());
}
