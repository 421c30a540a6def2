using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Pins.Review;

/// <summary>
/// Approves or rejects definitions of any number of servers. Each server is one commit; one that is refused stops no other.
/// </summary>
public sealed partial class ReviewDefinitions(
    ServerRepository repository, ServerAuthorization guard, PinSettings pins, DocumentStore documents, ILogger<ReviewDefinitions> logger)
{
    /// <summary>How many definitions one request may decide on.</summary>
    public const int MaxDecisions = 10_000;

    /// <param name="caller">Who decides; must be allowed to modify each server.</param>
    /// <param name="decisions">What is decided on.</param>
    /// <param name="isApproved">True to approve, false to reject.</param>
    /// <param name="cancellationToken">Ends the operation between servers; what was stored stays.</param>
    public async Task<Result<PinDecisions>> ExecuteAsync(
        Caller caller, IReadOnlyList<PinDecision> decisions, bool isApproved, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(decisions);
        if (decisions.Count > MaxDecisions)
        {
            return new Error(ErrorKind.Unprocessable, $"At most {MaxDecisions} definitions at a time");
        }

        var (done, refused) = (new List<PinDecision>(), new List<RefusedPinDecision>());
        foreach (var server in decisions.GroupBy(static decision => ServerPath.KeyOf(decision.Server), StringComparer.Ordinal))
        {
            var decided = server.ToList();
            var outcome = await DecideAsync(caller, server.Key, decided, isApproved, cancellationToken);
            done.AddRange(outcome.IsSuccess ? outcome.Value.Done : []);
            refused.AddRange(outcome.IsSuccess
                ? outcome.Value.Refused
                : decided.Select(decision => new RefusedPinDecision(decision, outcome.Error.Detail)));
        }

        return new PinDecisions(done, refused);
    }

    /// <summary>Decides on definitions of one server, in one commit.</summary>
    /// <returns>An error when the server is not there, or not the caller's to modify.</returns>
    public async Task<Result<PinDecisions>> DecideAsync(
        Caller caller, string server, IReadOnlyList<PinDecision> decisions, bool isApproved, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(decisions);
        var key = ServerPath.KeyOf(server);
        var outcome = await OptimisticCommit.RunAsync(
            documents, token => PlanAsync(caller, key, decisions, isApproved, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogDecided(key, outcome.Value.Done.Count, isApproved, user);
        }

        return outcome;
    }

    private async Task<Result<PendingWrite<PinDecisions>>> PlanAsync(
        Caller caller, string key, IReadOnlyList<PinDecision> decisions, bool isApproved, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { Value: var server })
        {
            return new Error(ErrorKind.NotFound, $"Server not found at path '{key}'");
        }

        if (guard.Refusal(caller, ServerPermissions.Modify, server, "modify") is { } refusal)
        {
            return refusal;
        }

        var stored = await repository.FindToolsAsync(key, cancellationToken);
        var waiting = stored is null
            ? []
            : ServerPins.Waiting(stored.Value, pins.For(server)).ToDictionary(static item => (item.Kind, item.Name));
        var (done, refused) = (new List<PinDecision>(), new List<RefusedPinDecision>());
        foreach (var decision in decisions)
        {
            if (Problem(waiting.GetValueOrDefault((decision.Kind, decision.Name)), decision) is { } problem)
            {
                refused.Add(new(decision, problem));
            }
            else
            {
                done.Add(decision);
            }
        }

        var batch = new DocumentBatch();
        if (done.Count > 0)
        {
            var chosen = done.Select(static decision => (decision.Kind, decision.Name)).ToHashSet();
            batch.Put(ServerRepository.Tools, key, ServerPins.Decide(stored!.Value, chosen, isApproved), stored.Version);
        }

        return new PendingWrite<PinDecisions>(batch, new(done, refused));
    }

    private static string? Problem(WaitingDefinition? waiting, PinDecision decision) => waiting switch
    {
        null => "Nothing of this name waits for a decision: it is approved as it is, or not there",
        _ when decision.Hash is { } read && !string.Equals(read, waiting.Hash, StringComparison.OrdinalIgnoreCase) =>
            "The definition has changed again: read it once more before deciding",
        _ => null,
    };

    [LoggerMessage(
        EventId = 17054, Level = LogLevel.Information,
        Message = "{Count} definitions of server {Server} decided on by {User}; approved: {IsApproved}.")]
    private partial void LogDecided(string server, int count, bool isApproved, string user);
}
