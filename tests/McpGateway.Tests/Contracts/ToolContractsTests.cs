using McpGateway.Contracts.Search;
using McpGateway.Contracts.Servers;

namespace McpGateway.Tests.Contracts;

/// <summary>Tools of servers, and tools that a search found.</summary>
public sealed class ToolContractsTests
{
    private const string ToolJson =
        """
        {
          "name": "search",
          "description": "Finds pages.\n\nArgs:\n    query: words",
          "parsed_description": { "main": "Finds pages.", "args": "query: words", "returns": null, "raises": null },
          "schema": { "type": "object", "properties": { "query": { "type": "string" } } },
          "changed": false,
          "definition_hash": "9f86d081"
        }
        """;

    [Fact]
    public void Tool_WithTheLeast_LeavesOutWhatIsAbsent() => RoundTrip.Verify(Samples.Tool, ToolJson);

    /// <summary>The server's own JSON stays as it is, whatever its members are called.</summary>
    [Fact]
    public void Tool_WithEverything_KeepsTheServersJson() => RoundTrip.Verify(
        Samples.Tool with
        {
            Title = "Search",
            OutputSchema = RoundTrip.Json("""{ "type": "object", "additionalProperties": false }"""),
            Annotations = RoundTrip.Json("""{ "readOnlyHint": true }"""),
            Changed = true,
            ApprovedDefinition = RoundTrip.Json("""{ "name": "search", "inputSchema": {} }"""),
            ChangedAt = "2026-01-02T03:04:05+00:00",
            ServerPath = "/docs",
            ServerName = "Docs",
        },
        """
        {
          "name": "search",
          "description": "Finds pages.\n\nArgs:\n    query: words",
          "parsed_description": { "main": "Finds pages.", "args": "query: words", "returns": null, "raises": null },
          "schema": { "type": "object", "properties": { "query": { "type": "string" } } },
          "title": "Search",
          "output_schema": { "type": "object", "additionalProperties": false },
          "annotations": { "readOnlyHint": true },
          "changed": true,
          "definition_hash": "9f86d081",
          "approved_definition": { "name": "search", "inputSchema": {} },
          "changed_at": "2026-01-02T03:04:05+00:00",
          "server_path": "/docs",
          "server_name": "Docs"
        }
        """);

    [Fact]
    public void Tool_OfAnOlderGateway_IsReadAsUnchanged() => Assert.False(RoundTrip.Read<Tool>(
        """
        { "name": "t", "description": "", "parsed_description": null, "schema": {}, "definition_hash": "" }
        """).Changed);

    [Fact]
    public void ServerTools_HasTheMembersOfTheContract() => RoundTrip.Verify(
        new ServerTools("/docs", [Samples.Tool], Cached: true),
        $$"""{ "service_path": "/docs", "tools": [{{ToolJson}}], "cached": true }""");

    [Fact]
    public void AllTools_HasThemTwice_TogetherAndByServer() => RoundTrip.Verify(
        new AllTools(
            "all",
            [Samples.Tool],
            new Dictionary<string, IReadOnlyList<Tool>>(StringComparer.Ordinal) { ["/docs"] = [Samples.Tool], ["/Empty"] = [] }),
        $$"""{ "service_path": "all", "tools": [{{ToolJson}}], "servers": { "/docs": [{{ToolJson}}], "/Empty": [] } }""");

    [Fact]
    public void ToolsApproved_NamesThem() => RoundTrip.Verify(
        new ToolsApproved("1 tool definitions approved", "/docs", ["search"]),
        """{ "message": "1 tool definitions approved", "path": "/docs", "approved": ["search"] }""");

    [Fact]
    public void SemanticSearchAnswer_WithoutHits_HasAllLists() => RoundTrip.Verify(
        new SemanticSearchAnswer
        {
            Query = "find pages",
            Servers = [],
            Tools = [],
            Agents = [],
            TotalServers = 0,
            TotalTools = 0,
            TotalAgents = 0,
            SearchMode = "lexical-only",
        },
        """
        {
          "query": "find pages",
          "servers": [],
          "tools": [],
          "agents": [],
          "total_servers": 0,
          "total_tools": 0,
          "total_agents": 0,
          "search_mode": "lexical-only"
        }
        """);

    [Fact]
    public void SemanticSearchAnswer_WithHits_HasTheMembersOfTheContract() => RoundTrip.Verify(
        new SemanticSearchAnswer
        {
            Query = "find pages",
            Servers =
            [
                new()
                {
                    Path = "/docs",
                    ServerName = "Docs",
                    Description = "Documentation search",
                    Tags = ["a"],
                    NumTools = 1,
                    IsEnabled = true,
                    RelevanceScore = 0.75,
                    MatchContext = "Documentation search",
                    MatchingTools = [new("search", "Finds pages.", 0.5, "Finds pages.")],
                    Why = new(["page"], ["document"], 1.5),
                },
            ],
            Tools =
            [
                new()
                {
                    ServerPath = "/docs",
                    ServerName = "Docs",
                    ToolName = "search",
                    Description = "Finds pages.",
                    InputSchema = null,
                    RelevanceScore = 0.5,
                    MatchContext = "Finds pages.",
                },
            ],
            Agents = [],
            TotalServers = 1,
            TotalTools = 1,
            TotalAgents = 0,
            SearchMode = "hybrid",
            Degraded = "The embedding provider answered 503.",
        },
        """
        {
          "query": "find pages",
          "servers": [
            {
              "path": "/docs",
              "server_name": "Docs",
              "description": "Documentation search",
              "tags": ["a"],
              "num_tools": 1,
              "is_enabled": true,
              "relevance_score": 0.75,
              "match_context": "Documentation search",
              "matching_tools": [
                { "tool_name": "search", "description": "Finds pages.", "relevance_score": 0.5, "match_context": "Finds pages." }
              ],
              "why": { "words": ["page"], "related_words": ["document"], "lexical_score": 1.5 }
            }
          ],
          "tools": [
            {
              "server_path": "/docs",
              "server_name": "Docs",
              "tool_name": "search",
              "description": "Finds pages.",
              "inputSchema": null,
              "relevance_score": 0.5,
              "match_context": "Finds pages."
            }
          ],
          "agents": [],
          "total_servers": 1,
          "total_tools": 1,
          "total_agents": 0,
          "search_mode": "hybrid",
          "degraded": "The embedding provider answered 503."
        }
        """);
}
