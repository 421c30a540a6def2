using McpGateway.Contracts;
using McpGateway.Contracts.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Endpoints;

/// <summary>Agents as resources: list, register, read, change, delete.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder agents)
    {
        agents.MapGet("/", List).WithSummary("Agents that the caller sees").Produces<AgentList>();
        agents.MapPost("/register", RegisterAsync)
            .WithSummary("Register an agent by its card, or by the address of its card (card_url)")
            .Produces<AgentRegistered>(StatusCodes.Status201Created);
        agents.MapGet("/{**path}", Find).WithSummary("An agent with its card").Produces<AgentCardDocument>();
        agents.MapPut("/{**path}", UpdateAsync).WithSummary("Put another card in the place of an agent's").Produces<AgentCardDocument>();
        agents.MapDelete("/{**path}", DeleteAsync).WithSummary("Delete an agent").Produces(StatusCodes.Status204NoContent);
    }

    private static IResult List(HttpContext context, AgentQueries queries, string? query, string? visibility)
    {
        // Below the list is an agent's path, here an empty one (registry contract §11.3).
        if (context.Request.Path.Value!.EndsWith('/'))
        {
            return AgentQueries.NotFound("/").ToResult();
        }

        var fields = FormFields.OfQuery(context.Request);
        var enabledOnly = fields.OptionalBoolean("enabled_only") ?? false;
        if (!fields.IsValid)
        {
            return fields.Problems.ToResult();
        }

        var found = queries.List(context.GetCaller(), new(query, enabledOnly, visibility));
        return Answers.Json(
            new AgentList([.. found.Select(entry => AgentMapper.ListItem(entry, queries.HealthOf(entry.Agent)))], found.Count),
            ContractsJsonContext.Default.AgentList);
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, RegisterAgent operation, CancellationToken cancellationToken)
    {
        var (draft, refusal) = await ReadAsync(context.Request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), draft!, cancellationToken);
        return outcome.IsSuccess ? Registered(outcome.Value) : AgentAnswers.Refuse(outcome.Error);
    }

    private static IResult Registered(RegisteredAgent registered)
    {
        var (agent, card) = registered.Entry;
        return Answers.Json(
            new AgentRegistered(
                "Agent registered successfully",
                new(
                    card.Name, agent.Path, card.Url, card.Skills.Count, WireTime.Naive(agent.RegisteredAt), agent.IsEnabled,
                    agent.Signature.State),
                WarningsOf(registered)),
            ContractsJsonContext.Default.AgentRegistered,
            StatusCodes.Status201Created);
    }

    private static IResult Find(HttpContext context, string? path, AgentQueries queries)
    {
        var found = queries.Find(context.GetCaller(), path ?? "");
        return found.IsSuccess ? Card(found.Value, queries, null) : found.Error.ToResult();
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string? path, UpdateAgent operation, AgentQueries queries, CancellationToken cancellationToken)
    {
        var (draft, refusal) = await ReadAsync(context.Request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), path ?? "", draft!, cancellationToken);
        return outcome.IsSuccess
            ? Card(outcome.Value.Entry, queries, WarningsOf(outcome.Value))
            : AgentAnswers.Refuse(outcome.Error);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string? path, DeleteAgent operation, CancellationToken cancellationToken)
    {
        var outcome = await operation.ExecuteAsync(context.GetCaller(), path ?? "", cancellationToken);
        return outcome.IsSuccess ? TypedResults.NoContent() : outcome.Error.ToResult();
    }

    private static IResult Card(AgentEntry entry, AgentQueries queries, IReadOnlyList<string>? warnings) => Answers.Json(
        AgentMapper.Document(entry, queries.HealthOf(entry.Agent)) with { Warnings = warnings },
        ContractsJsonContext.Default.AgentCardDocument);

    private static IReadOnlyList<string>? WarningsOf(RegisteredAgent registered) =>
        registered.Warnings.Count > 0 ? registered.Warnings : null;

    private static async Task<(AgentRegistration? Draft, IResult? Refusal)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(request, cancellationToken);
        if (body.Refusal is not null)
        {
            return (null, body.Refusal);
        }

        var reader = new AgentBody(body.Root);
        var draft = reader.Read();
        return (draft, reader.Refusal);
    }
}
