using McpGateway.Contracts;
using McpGateway.Contracts.Agents;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Endpoints;

/// <summary>Routes below an agent's path, which may contain slashes: <c>/api/agents/team/reviewer/rating</c>.</summary>
internal static class AgentSubroutes
{
    public static void MapAgentSubroutes(this IEndpointRouteBuilder agents)
    {
        agents.MapPost(AgentRoutes.Below(AgentRoutes.Toggle), ToggleAsync)
            .WithSummary("Switch an agent on or off (query: enabled)")
            .Produces<AgentToggled>();
        agents.MapPost(AgentRoutes.Below(AgentRoutes.Rate), RateAsync)
            .WithSummary("Rate an agent from 1 to 5 (JSON or form)")
            .Produces<Rated>();
        agents.MapPost(AgentRoutes.Below(AgentRoutes.Rating), RateBySameNameAsync)
            .WithSummary("Rate an agent from 1 to 5 (JSON or form)")
            .Produces<Rated>();
        agents.MapGet(AgentRoutes.Below(AgentRoutes.Rating), RatingOf).WithSummary("Ratings of an agent").Produces<RatingSummary>();
        agents.MapPost(AgentRoutes.Below(AgentRoutes.Health), HealthAsync).WithSummary("Check an agent now").Produces<AgentHealthCheck>();
    }

    private static async Task<IResult> ToggleAsync(
        HttpContext context, string path, ToggleAgent operation, CancellationToken cancellationToken)
    {
        var fields = FormFields.OfQuery(context.Request);
        var wanted = fields.RequiredBoolean("enabled");
        if (!fields.IsValid)
        {
            return fields.Problems.ToResult();
        }

        var outcome = await operation.ExecuteAsync(
            context.GetCaller(), AgentRoutes.AgentOf(path, AgentRoutes.Toggle), wanted, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new AgentToggled($"Agent {(wanted ? "enabled" : "disabled")} successfully", outcome.Value.Agent.Path, wanted),
                ContractsJsonContext.Default.AgentToggled)
            : outcome.Error.ToResult();
    }

    private static Task<IResult> RateAsync(HttpContext context, string path, RateAgent operation, CancellationToken cancellationToken) =>
        RatedAsync(context, operation, AgentRoutes.AgentOf(path, AgentRoutes.Rate), cancellationToken);

    private static Task<IResult> RateBySameNameAsync(
        HttpContext context, string path, RateAgent operation, CancellationToken cancellationToken) =>
        RatedAsync(context, operation, AgentRoutes.AgentOf(path, AgentRoutes.Rating), cancellationToken);

    private static async Task<IResult> RatedAsync(
        HttpContext context, RateAgent operation, string agent, CancellationToken cancellationToken)
    {
        var (rating, refusal) = await RatingBody.ReadAsync(context.Request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), agent, rating, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(new Rated("Rating added successfully", outcome.Value.Agent.Stars), ContractsJsonContext.Default.Rated)
            : outcome.Error.ToResult();
    }

    private static IResult RatingOf(HttpContext context, string path, AgentQueries queries)
    {
        var found = queries.Find(context.GetCaller(), AgentRoutes.AgentOf(path, AgentRoutes.Rating));
        return found.IsSuccess
            ? Answers.Json(
                new RatingSummary(found.Value.Agent.Stars, AgentMapper.Ratings(found.Value.Agent)),
                ContractsJsonContext.Default.RatingSummary)
            : found.Error.ToResult();
    }

    private static async Task<IResult> HealthAsync(
        HttpContext context, string path, CheckAgent operation, CancellationToken cancellationToken)
    {
        var agent = AgentRoutes.AgentOf(path, AgentRoutes.Health);
        var outcome = await operation.ExecuteAsync(context.GetCaller(), agent, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(AgentMapper.Health(AgentPath.KeyOf(agent), outcome.Value), ContractsJsonContext.Default.AgentHealthCheck)
            : outcome.Error.ToResult();
    }
}
