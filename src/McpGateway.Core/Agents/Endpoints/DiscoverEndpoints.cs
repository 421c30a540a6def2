using McpGateway.Contracts;
using McpGateway.Contracts.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Endpoints;

/// <summary><c>POST /api/agents/discover</c>: agents that have stated skills.</summary>
internal static class DiscoverEndpoints
{
    private const int DefaultResults = 10;
    private const int MaxResults = 100;

    public static void MapDiscover(this IEndpointRouteBuilder agents) => agents.MapPost("/discover", DiscoverAsync)
        .WithSummary("Enabled agents with the stated skills, best first")
        .Produces<SkillMatches>();

    /// <summary>The query's <c>max_results</c>.</summary>
    public static int MaximumOf(FormFields query) => query.WholeNumber("max_results", DefaultResults, 1, MaxResults);

    private static async Task<IResult> DiscoverAsync(
        HttpContext context, AgentDiscovery discovery, AgentQueries queries, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        var query = FormFields.OfQuery(context.Request);
        var maximum = MaximumOf(query);
        if ((body.Refusal ?? (query.IsValid ? null : query.Problems.ToResult())) is { } refused)
        {
            return refused;
        }

        var fields = new JsonFields(body.Root);
        var skills = fields.Texts("skills");
        var tags = fields.Texts("tags");
        if (skills is null && fields.IsValid)
        {
            fields.Missing("skills");
        }

        if (!fields.IsValid)
        {
            return fields.Problems.ToResult();
        }

        var found = discovery.BySkills(context.GetCaller(), skills!, tags ?? [], maximum);
        return found.IsSuccess
            ? Answers.Json(
                new SkillMatches(
                    [.. found.Value.Select(match => AgentMapper.Match(match, queries.HealthOf(match.Entry.Agent)))], new(skills!, tags)),
                ContractsJsonContext.Default.SkillMatches)
            : found.Error.ToResult();
    }
}
