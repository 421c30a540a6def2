using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Pins.Review;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Pins.Endpoints;

/// <summary>Definitions that wait for a decision, of all servers together: <c>/api/pins</c>.</summary>
public static class PinEndpoints
{
    private const string Reject = "/tools/reject";

    public static IEndpointRouteBuilder MapPins(this IEndpointRouteBuilder routes)
    {
        var pins = routes.MapGroup("/api/pins").WithTags("Pins");
        pins.MapGet("", ListAsync)
            .WithSummary("Definitions that are not approved as they are now, of every server that the caller may modify")
            .Produces<PinList>();
        pins.MapPost("/approve", ApproveAsync).WithSummary("Approve definitions of any number of servers").Produces<PinsDecided>();
        pins.MapPost("/reject", RejectAsync)
            .WithSummary("Reject definitions of any number of servers, until they change again")
            .Produces<PinsDecided>();
        routes.MapGroup("/api/servers").WithTags("Servers")
            .MapPost("/{**path:endsin(reject)}", RejectToolsAsync)
            .WithSummary("Reject changed tool definitions, until they change again")
            .WithMetadata(new DescribedSuffix(Reject[1..]))
            .Produces<PinsDecided>();
        return routes;
    }

    private static async Task<IResult> RejectToolsAsync(
        HttpContext context, string path, ReviewDefinitions review, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(Reject, StringComparison.Ordinal))
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, "Not Found");
        }

        var body = await ApprovalBody.ReadAsync(context.Request, cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.ToResult();
        }

        // To reject everything is done by switching the server off.
        if (body.Value.Count == 0)
        {
            return ApprovalBody.NamesMissing.ToResult();
        }

        var server = path[..^Reject.Length];
        return Answer(
            await review.DecideAsync(
                context.GetCaller(), server,
                [.. body.Value.Select(pair => new PinDecision(server, Proxy.Pins.DefinitionKind.Tool, pair.Key, pair.Value))],
                isApproved: false, cancellationToken),
            isApproved: false);
    }

    private static async Task<IResult> ListAsync(HttpContext context, PinQueries queries, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var includeRejected = query.Boolean("rejected", false);
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        var found = await queries.ListAsync(context.GetCaller(), includeRejected, cancellationToken);
        return Answers.Json(
            new PinList([.. found.Select(static pair => Of(pair.Server, pair.Definition))]), ContractsJsonContext.Default.PinList);
    }

    private static Task<IResult> ApproveAsync(HttpContext context, ReviewDefinitions review, CancellationToken cancellationToken) =>
        DecideAsync(context, review, isApproved: true, cancellationToken);

    private static Task<IResult> RejectAsync(HttpContext context, ReviewDefinitions review, CancellationToken cancellationToken) =>
        DecideAsync(context, review, isApproved: false, cancellationToken);

    private static async Task<IResult> DecideAsync(
        HttpContext context, ReviewDefinitions review, bool isApproved, CancellationToken cancellationToken)
    {
        var body = await DecisionBody.ReadAsync(context.Request, cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.ToResult();
        }

        return Answer(await review.ExecuteAsync(context.GetCaller(), body.Value, isApproved, cancellationToken), isApproved);
    }

    private static IResult Answer(Result<PinDecisions> outcome, bool isApproved)
    {
        if (!outcome.IsSuccess)
        {
            return outcome.Error.ToResult();
        }

        var (done, refused) = outcome.Value;
        var verb = isApproved ? "approved" : "rejected";
        return Answers.Json(
            new PinsDecided(
                refused.Count == 0 ? $"{done.Count} definitions {verb}" : $"{done.Count} definitions {verb}, {refused.Count} refused",
                [.. done.Select(static decision => Of(decision, null))],
                [.. refused.Select(static item => Of(item.Decision, item.Reason))]),
            ContractsJsonContext.Default.PinsDecided);
    }

    private static DecidedPin Of(PinDecision decision, string? reason) =>
        new(ServerPath.KeyOf(decision.Server), PinKinds.NameOf(decision.Kind), decision.Name) { Reason = reason };

    private static PendingPin Of(ServerView server, UnapprovedDefinition definition) => new()
    {
        ServerPath = server.Server.Address,
        ServerName = server.Server.ServerName,
        Kind = PinKinds.NameOf(definition.Kind),
        Name = definition.Name,
        State = PinKinds.NameOf(definition.State),
        Quarantined = definition.IsWithheld,
        DefinitionHash = definition.Hash,
        Definition = definition.Definition,
        ApprovedDefinition = definition.ApprovedDefinition,
        RenamedFrom = definition.RenamedFrom,
        ChangedAt = WireTime.WithOffset(definition.ChangedAt),
    };
}
