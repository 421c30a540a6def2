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
            Skills = [],
            Prompts = [],
            Resources = [],
            TotalServers = 0,
            TotalTools = 0,
            TotalAgents = 0,
            TotalSkills = 0,
            TotalPrompts = 0,
            TotalResources = 0,
            SearchMode = "lexical-only",
        },
        """
        {
          "query": "find pages",
          "servers": [],
          "tools": [],
          "agents": [],
          "skills": [],
          "prompts": [],
          "resources": [],
          "total_servers": 0,
          "total_tools": 0,
          "total_agents": 0,
          "total_skills": 0,
          "total_prompts": 0,
          "total_resources": 0,
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
                    Why = new(["page"], ["document"], 1.5, 0.25),
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
            Skills =
            [
                new()
                {
                    AgentPath = "/clerk",
                    AgentName = "Clerk",
                    SkillId = "file",
                    SkillName = "Filing",
                    Description = "Files pages.",
                    Tags = ["b"],
                    RelevanceScore = 0.4,
                    MatchContext = "Files pages.",
                },
            ],
            Prompts =
            [
                new()
                {
                    ServerPath = "/docs",
                    ServerName = "Docs",
                    PromptName = "summary",
                    Title = null,
                    Description = "Sums pages up.",
                    Arguments = [new("page", "Which", true)],
                    RelevanceScore = 0.3,
                    MatchContext = "Sums pages up.",
                },
            ],
            Resources =
            [
                new()
                {
                    ServerPath = "/docs",
                    ServerName = "Docs",
                    Uri = "docs://{page}",
                    IsTemplate = true,
                    Name = "page",
                    Title = "Page",
                    Description = "One page.",
                    MimeType = "text/html",
                    RelevanceScore = 0.2,
                    MatchContext = "One page.",
                },
            ],
            TotalServers = 1,
            TotalTools = 1,
            TotalAgents = 0,
            TotalSkills = 1,
            TotalPrompts = 1,
            TotalResources = 1,
            Facets = new([new("tool", 1)], [new("/docs", 3)], [], [new("healthy", 3)]),
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
              "why": { "words": ["page"], "related_words": ["document"], "lexical_score": 1.5, "similarity": 0.25 }
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
          "skills": [
            {
              "agent_path": "/clerk",
              "agent_name": "Clerk",
              "skill_id": "file",
              "skill_name": "Filing",
              "description": "Files pages.",
              "tags": ["b"],
              "relevance_score": 0.4,
              "match_context": "Files pages."
            }
          ],
          "prompts": [
            {
              "server_path": "/docs",
              "server_name": "Docs",
              "prompt_name": "summary",
              "title": null,
              "description": "Sums pages up.",
              "arguments": [{ "name": "page", "description": "Which", "required": true }],
              "relevance_score": 0.3,
              "match_context": "Sums pages up."
            }
          ],
          "resources": [
            {
              "server_path": "/docs",
              "server_name": "Docs",
              "uri": "docs://{page}",
              "is_template": true,
              "name": "page",
              "title": "Page",
              "description": "One page.",
              "mime_type": "text/html",
              "relevance_score": 0.2,
              "match_context": "One page."
            }
          ],
          "total_servers": 1,
          "total_tools": 1,
          "total_agents": 0,
          "total_skills": 1,
          "total_prompts": 1,
          "total_resources": 1,
          "facets": {
            "entity_types": [{ "value": "tool", "count": 1 }],
            "servers": [{ "value": "/docs", "count": 3 }],
            "tags": [],
            "health": [{ "value": "healthy", "count": 3 }]
          },
          "search_mode": "hybrid",
          "degraded": "The embedding provider answered 503."
        }
        """);
}
