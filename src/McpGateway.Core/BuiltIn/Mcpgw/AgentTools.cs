using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Contracts;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Endpoints;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Tools over registered agents: only those that the caller sees.</summary>
internal sealed class AgentTools(AgentQueries queries, AgentSearch search)
{
    private const string List = """
        {"type":"object","properties":{
          "query":{"type":"string","description":"Part of the name, description, a tag or a skill's name."},
          "enabled_only":{"type":"boolean","default":false,"description":"Whether agents that are switched off are left out."}}}
        """;

    private const string Discover = """
        {"type":"object","properties":{
          "query":{"type":"string","description":"What an agent is to do, in plain words."},
          "max_results":{"type":"integer","default":5,"minimum":1,"maximum":50}},
         "required":["query"]}
        """;

    public IEnumerable<McpgwTool> Tools =>
    [
        McpgwTool.Of(
            "list_agents", "Lists the A2A agents that you see, with their skills, state and health.", List, McpgwTool.Reads,
            (call, _) => Task.FromResult(ListAgents(call))),
        McpgwTool.Of(
            "discover_agents", "Finds A2A agents for a task, by their descriptions and skills.", Discover, McpgwTool.Reads,
            DiscoverAsync),
    ];

    private CallToolResult ListAgents(McpgwCall call)
    {
        var query = call.Arguments.Text("query");
        var enabledOnly = call.Arguments.Boolean("enabled_only", false);
        if (call.Arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(call.Arguments);
        }

        // A model is shown no card that nobody has looked at.
        var found = queries.List(call.Caller, new(query, enabledOnly) { OfferedOnly = true });
        return ToolAnswers.Of(new JsonObject
        {
            ["agents"] = new JsonArray([.. found.Select(entry => Item(entry))]),
            ["total_count"] = found.Count,
            ["status"] = "success",
        });
    }

    private async Task<CallToolResult> DiscoverAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var query = call.Arguments.RequiredText("query");
        var maximum = call.Arguments.WholeNumber("max_results", 5, 1, 50);
        if (call.Arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(call.Arguments);
        }

        var found = await search.SearchAsync(
            call.Caller, new() { Query = query, Kinds = [EntityKind.Agent], MaxResults = maximum }, cancellationToken);
        return found.IsSuccess
            ? ToolAnswers.Of(new JsonObject
            {
                ["agents"] = new JsonArray([.. found.Value.Agents.Select(agent => Item(agent.Entry, agent.Relevance))]),
                ["total_count"] = found.Value.Agents.Count,
                ["status"] = "success",
            })
            : ToolAnswers.Refused(found.Error);
    }

    private JsonNode? Item(AgentEntry entry, double? relevance = null)
    {
        var item = JsonSerializer.SerializeToNode(
            AgentMapper.ListItem(entry, queries.HealthOf(entry.Agent)), ContractsJsonContext.Default.AgentListItem)!;
        if (relevance is { } score)
        {
            item["relevance_score"] = score;
        }

        return item;
    }
}
