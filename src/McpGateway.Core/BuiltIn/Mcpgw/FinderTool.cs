using System.Globalization;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>
/// <c>intelligent_tool_finder</c>: tools for a task in plain words. The search filters by the caller's access before it ranks, so whatever
/// is offered can be called.
/// </summary>
internal sealed class FinderTool(ToolSearch search, ServerQueries queries, FinderWriter writer)
{
    private const int MostTools = SearchRequest.MaxResultsLimit;
    private const int MostServices = 50;
    private const int DefaultTokens = 8_000;
    private const int LeastTokens = 100;
    private const int MostTokens = 1_000_000;

    /// <summary>This server's own tools are known to whoever asks it; as many hits more are asked for as they could take.</summary>
    private const int OwnTools = 15;

    private const int Alternatives = 3;

    private static readonly string Own = ServerPath.KeyOf(McpgwServer.Path);

    public McpgwTool Tool => McpgwTool.Of(
        "intelligent_tool_finder",
        """
        Finds the tools that do what you describe, among all servers behind this gateway that you may use.

        Args:
            natural_language_query: What you want to do, in plain words.
            tags: Only servers that have all of these tags. Alone, without a query, it lists their tools unranked.
            top_k_services: From how many servers tools may come.
            top_n_tools: How many tools to answer with.
            max_tokens: About how long the answer may be. Schemas are shortened first, then tools are left out; the answer says so.
            min_score: Only tools that fit at least so well, from 0 to 1. An empty answer says that none does.

        Returns:
            The tools, best first, each with its schema, its server's health and an 'invoke' that is ready for the tool it names.
            What would come next is named beside the list.
        """,
        $$$"""
        {"type":"object","properties":{
          "natural_language_query":{"type":"string","maxLength":{{{SearchRequest.MaxQueryLength}}},
            "description":"What you want to do, in plain words."},
          "tags":{"type":"array","items":{"type":"string"},"description":"Only servers that have all of these tags."},
          "top_k_services":{"type":"integer","minimum":1,"maximum":{{{MostServices}}},"default":3},
          "top_n_tools":{"type":"integer","minimum":1,"maximum":{{{MostTools}}},"default":1},
          "max_tokens":{"type":"integer","minimum":{{{LeastTokens}}},"default":{{{DefaultTokens}}},
            "description":"Estimated at 4 bytes a token."},
          "min_score":{"type":"number","minimum":0,"maximum":1,"default":0,
            "description":"Leave out what fits less well. Needs a query."}
        }}
        """,
        McpgwTool.Reads,
        FindAsync);

    private async Task<CallToolResult> FindAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var arguments = call.Arguments;
        var query = arguments.Text("natural_language_query")?.Trim() ?? "";
        var tags = arguments.Texts("tags") ?? [];
        var services = arguments.WholeNumber("top_k_services", 3, 1, MostServices);
        var tools = arguments.WholeNumber("top_n_tools", 1, 1, MostTools);
        var budget = arguments.WholeNumber("max_tokens", DefaultTokens, LeastTokens, MostTokens);
        var least = arguments.Share("min_score", 0);
        if (query.Length == 0 && tags.Count == 0)
        {
            arguments.Refuse("state 'natural_language_query' or 'tags'");
        }

        if (arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(arguments);
        }

        if (query.Length == 0)
        {
            return writer.Write(call, await TaggedAsync(call.Caller, tags, services, tools, cancellationToken), budget, notice: null);
        }

        var request = new SearchRequest
        {
            Query = query,
            Kinds = [EntityKind.Tool],
            Tags = tags,
            MaxResults = Math.Min(MostTools, tools + OwnTools + Alternatives),
        };
        var found = await search.SearchAsync(call.Caller, request, cancellationToken);
        if (!found.IsSuccess)
        {
            return ToolAnswers.Refused(found.Error);
        }

        FoundTool[] others = [.. found.Value.Tools.Where(static tool => ServerPath.KeyOf(tool.ServerPath) != Own)];
        FoundTool[] fitting = [.. others.Where(tool => tool.Relevance >= least)];
        FoundTool[] best = [.. Best(fitting, services).Take(tools)];
        var notices = new[] { found.Value.Degraded, least > 0 && best.Length == 0 ? NothingFits(others, least) : null }.OfType<string>();
        return writer.Write(
            call,
            [.. best.Select(tool => HitOf(call.Caller, tool))],
            budget,
            string.Join(' ', notices) is { Length: > 0 } notice ? notice : null,
            [.. fitting.Except(best).Take(Alternatives)]);
    }

    private static string NothingFits(FoundTool[] others, double least) => string.Create(
        CultureInfo.InvariantCulture,
        $"Nothing fits: no tool that you may use reaches min_score={least}")
        + (others.Length == 0 ? "." : string.Create(CultureInfo.InvariantCulture, $"; the best has {others[0].Relevance}."));

    /// <summary>In order of rank, from no more than so many servers.</summary>
    private static IEnumerable<FoundTool> Best(IEnumerable<FoundTool> ranked, int services)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in ranked)
        {
            if (seen.Contains(tool.ServerPath) || seen.Count < services)
            {
                seen.Add(tool.ServerPath);
                yield return tool;
            }
        }
    }

    private FinderHit HitOf(Caller caller, FoundTool tool)
    {
        var server = queries.Find(caller, tool.ServerPath, "");
        return new()
        {
            ServicePath = tool.ServerPath,
            Endpoint = EndpointOf(server, tool),
            ServiceName = tool.ServerName,
            ToolName = tool.ToolName,
            Description = tool.Description,
            Schema = tool.InputSchema,
            Transports = tool.SupportedTransports,
            AuthProvider = tool.AuthProvider,
            Health = (server.Value?.Health ?? HealthView.Unknown).Status,
            Score = Math.Round(tool.Relevance, 4),
        };
    }

    /// <summary>The index may lag behind: a server that has just gone is told where it was.</summary>
    private static string EndpointOf(Result<ServerView> found, FoundTool tool) =>
        found.IsSuccess ? PublicServerAddress.PathOf(found.Value.Server) : $"{ServerPath.KeyOf(tool.ServerPath)}/mcp";

    /// <summary>Tools of the servers that have all tags, in the order in which the servers were registered.</summary>
    private async Task<IReadOnlyList<FinderHit>> TaggedAsync(
        Caller caller, IReadOnlyList<string> tags, int services, int count, CancellationToken cancellationToken)
    {
        var tagged = queries.Usable(caller)
            .Where(view => view.Server.IsEnabled && view.Server.Key != Own && view.Tools > 0)
            .Where(view => tags.All(tag => view.Server.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)))
            .OrderBy(view => view.Server.RegisteredAt)
            .Take(services);
        var hits = new List<FinderHit>();
        foreach (var view in tagged)
        {
            var details = await queries.FindDetailsAsync(caller, view.Server.Key, "", cancellationToken);
            if (details.IsSuccess)
            {
                hits.AddRange(details.Value.Tools.Select(tool => HitOf(view, tool)));
            }
        }

        return [.. hits.Take(count)];
    }

    private static FinderHit HitOf(ServerView view, ToolRecord tool) => new()
    {
        ServicePath = view.Server.Path,
        Endpoint = PublicServerAddress.PathOf(view.Server),
        ServiceName = view.Server.ServerName,
        ToolName = tool.Name,
        Description = tool.Description,
        Schema = tool.InputSchema,
        Transports = view.Server.SupportedTransports,
        AuthProvider = view.Server.AuthProvider,
        Health = view.Health.Status,
    };
}
