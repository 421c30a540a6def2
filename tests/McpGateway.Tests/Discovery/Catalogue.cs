using System.Text.Json;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Discovery;

/// <summary>Servers, tools and rights for the tests of this folder.</summary>
internal static class Catalogue
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ServerRecord Server(string name, params string[] tags) => new()
    {
        ServerName = name,
        Description = $"{name} server",
        Path = "/" + name.ToLowerInvariant().Replace(' ', '-'),
        ProxyPassUrl = "http://127.0.0.1:9/",
        Tags = tags,
        IsEnabled = true,
        RegisteredBy = "admin",
        RegisteredAt = Now,
        UpdatedAt = Now,
    };

    public static ToolRecord Tool(string name, string description = "", string schema = """{"type":"object"}""") => new()
    {
        Name = name,
        Description = description,
        InputSchema = JsonElement.Parse(schema),
        DefinitionHash = "h",
        ApprovedHash = "h",
    };

    public static ServerToolsRecord Tools(params ToolRecord[] tools) => new() { Tools = tools, DiscoveredAt = Now };

    public static SearchUnit Unit(ServerRecord server, params ToolRecord[] tools) => ServerUnits.From(server, Tools(tools));

    public static SearchIndex Index(params SearchUnit[] units)
    {
        var index = new SearchIndex(RankingParameters.Default);
        index.Update(units, []);
        return index;
    }

    public static Ranker Ranker() => new(RankingParameters.Default, Thesaurus.Default);

    public static CompiledAccess Access(params ServerRule[] rules) => new AccessSnapshot(
        [new(new ScopeRecord { Name = "scope", Rules = rules })], toolsOpenMethods: false, version: 1).For(["scope"]);

    public static CompiledAccess Everything() => Access(new ServerRule("*", ["all"], ["all"]));

    /// <summary>Names of the tools found, best first.</summary>
    public static IReadOnlyList<string> FindTools(SearchIndex index, string query, CompiledAccess? access = null, int count = 10) =>
        [.. Ranker().Search(
            index.Current, new() { Query = query, Access = access ?? Everything(), ToolCount = count }).Tools.Select(hit => hit.Name)];
}
