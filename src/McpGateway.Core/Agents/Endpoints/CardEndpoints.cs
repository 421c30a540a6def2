using System.Text;
using System.Text.Json;
using McpGateway.Contracts;
using McpGateway.Contracts.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Endpoints;

/// <summary>Routes about an agent's card: as stated, fetched again, its changes, their approval.</summary>
internal static class CardEndpoints
{
    public static void MapCards(this IEndpointRouteBuilder agents)
    {
        agents.MapGet(AgentRoutes.Below(AgentRoutes.Card), CardOf).WithSummary("An agent's card as it was stated").Produces<JsonElement>();
        agents.MapGet(AgentRoutes.Below(AgentRoutes.Changes), ChangesOf)
            .WithSummary("How the card that waits for approval differs from the one in force")
            .Produces<CardChanges>();
        agents.MapPost(AgentRoutes.Below(AgentRoutes.Refresh), RefreshAsync)
            .WithSummary("Fetch an agent's card again")
            .Produces<CardChanges>();
        agents.MapPost(AgentRoutes.Below(AgentRoutes.Approve), ApproveAsync)
            .WithSummary("Take over a changed card (optional body: card_hash)")
            .Produces<CardApproved>();
        agents.MapPost(AgentRoutes.Below(AgentRoutes.Reject), RejectAsync)
            .WithSummary("Keep the card in force and flag the changed one no more (body: card_hash)")
            .Produces<CardApproved>();
    }

    private static IResult CardOf(HttpContext context, string path, AgentQueries queries)
    {
        var found = queries.Find(context.GetCaller(), AgentRoutes.AgentOf(path, AgentRoutes.Card));
        return found.IsSuccess
            ? TypedResults.Text(found.Value.Agent.Card.GetRawText(), "application/json")
            : found.Error.ToResult();
    }

    private static IResult ChangesOf(HttpContext context, string path, ReviewCard operation) =>
        Answer(operation.Changes(context.GetCaller(), AgentRoutes.AgentOf(path, AgentRoutes.Changes)));

    private static async Task<IResult> RefreshAsync(
        HttpContext context, string path, ReviewCard operation, CancellationToken cancellationToken) =>
        Answer(await operation.RefreshAsync(context.GetCaller(), AgentRoutes.AgentOf(path, AgentRoutes.Refresh), cancellationToken));

    private static async Task<IResult> ApproveAsync(
        HttpContext context, string path, ReviewCard operation, CancellationToken cancellationToken)
    {
        var (hash, refusal) = await HashAsync(context.Request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var outcome = await operation.ApproveAsync(
            context.GetCaller(), AgentRoutes.AgentOf(path, AgentRoutes.Approve), hash, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new CardApproved("Card approved", outcome.Value.Agent.Path, outcome.Value.Agent.CardHash),
                ContractsJsonContext.Default.CardApproved)
            : AgentAnswers.Refuse(outcome.Error);
    }

    private static async Task<IResult> RejectAsync(
        HttpContext context, string path, ReviewCard operation, CancellationToken cancellationToken)
    {
        var (hash, refusal) = await HashAsync(context.Request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (hash is null)
        {
            return new Validation422().Missing("body", "card_hash").ToResult();
        }

        var outcome = await operation.RejectAsync(
            context.GetCaller(), AgentRoutes.AgentOf(path, AgentRoutes.Reject), hash, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new CardApproved("Card rejected", outcome.Value.Agent.Path, outcome.Value.Agent.CardHash),
                ContractsJsonContext.Default.CardApproved)
            : AgentAnswers.Refuse(outcome.Error);
    }

    private static IResult Answer(Result<CardReview> review) => review.IsSuccess
        ? Answers.Json(AgentMapper.Changes(review.Value), ContractsJsonContext.Default.CardChanges)
        : review.Error.ToResult();

    /// <summary>No body approves the card that waits. A body must name it, or a slip of the pen would approve any.</summary>
    private static async Task<(string? Hash, IResult? Refusal)> HashAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var text = await JsonBody.ReadTextAsync(request, cancellationToken);
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, text is null ? JsonBody.TooLarge() : null);
        }

        return StrictJson.ReadObject(Encoding.UTF8.GetBytes(text)) is { } body
            && StrictJson.TryReadString(body, "card_hash", out var hash)
            && hash is not null
            ? (hash, null)
            : (null, new Validation422().Value("body", "card_hash", null, """The body must be empty or {"card_hash":"…"}""").ToResult());
    }
}
