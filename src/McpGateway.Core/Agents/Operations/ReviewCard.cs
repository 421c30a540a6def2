using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Pull;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Fetches a card again, shows how it differs from the one in force, and takes it over when somebody approves it.</summary>
public sealed partial class ReviewCard
{
    private readonly StoredAgents _agents;
    private readonly AgentQueries _queries;
    private readonly CardRefresher _refresher;
    private readonly CardIntake _intake;
    private readonly HeldAgents _held;
    private readonly TimeProvider _time;
    private readonly ILogger<ReviewCard> _logger;

    internal ReviewCard(
        StoredAgents agents, AgentQueries queries, CardRefresher refresher, CardIntake intake, HeldAgents held, TimeProvider time,
        ILogger<ReviewCard> logger) =>
        (_agents, _queries, _refresher, _intake, _held, _time, _logger) = (agents, queries, refresher, intake, held, time, logger);

    /// <summary>How the card that waits differs from the one in force, for whoever sees the agent.</summary>
    public Result<CardReview> Changes(Caller caller, string path)
    {
        var found = _queries.Find(caller, path);
        return found.IsSuccess ? ReviewOf(found.Value.Agent) : found.Error;
    }

    /// <summary>Fetches the card now. For whoever may change the agent.</summary>
    public async Task<Result<CardReview>> RefreshAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = AgentPath.KeyOf(path);
        if (await _agents.FindAsync(key, cancellationToken) is not { Entry: var entry })
        {
            return AgentQueries.NotFound(key);
        }

        if (AgentAuthorization.ModifyRefusal(AgentSight.Of(caller), entry) is { } refusal)
        {
            return refusal;
        }

        if (entry.Agent.CardUrl is null)
        {
            return new Error(ErrorKind.Invalid, "The card was written into the registration: update the agent with a card_url to fetch it");
        }

        var refreshed = await _refresher.RefreshAsync(entry.Agent, cancellationToken);
        if (refreshed.Problem is { } problem)
        {
            return new Error(ErrorKind.BadGateway, problem);
        }

        return await _agents.FindAsync(key, cancellationToken) is { } stored ? ReviewOf(stored.Entry.Agent) : AgentQueries.NotFound(key);
    }

    /// <param name="caller">Who approves.</param>
    /// <param name="path">Which agent.</param>
    /// <param name="hash">
    /// Of the card that the caller read, or null for whichever waits. A stated hash protects against approving a card that changed again.
    /// </param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<Result<AgentEntry>> ApproveAsync(Caller caller, string path, string? hash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = AgentPath.KeyOf(path);
        var sight = AgentSight.Of(caller);
        var outcome = await _agents.ChangeAsync(
            key, entry => AgentAuthorization.ModifyRefusal(sight, entry), entry => Approved(entry.Agent, hash), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogApproved(key, outcome.Value.Agent.CardHash, user);
            await _held.WaitAsync(key, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Keeps the card in force. The rejected one is flagged no more; a third one would be.</summary>
    /// <param name="caller">Who rejects.</param>
    /// <param name="path">Which agent.</param>
    /// <param name="hash">Of the card that the caller read.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<Result<AgentEntry>> RejectAsync(Caller caller, string path, string hash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(hash);
        var key = AgentPath.KeyOf(path);
        var sight = AgentSight.Of(caller);
        var outcome = await _agents.ChangeAsync(
            key, entry => AgentAuthorization.ModifyRefusal(sight, entry), entry => Rejected(entry, hash), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogRejected(key, outcome.Value.Agent.RejectedHash!, user);
        }

        return outcome;
    }

    private static Error? PendingRefusal(AgentDocument agent, string? hash) => agent.Pending switch
    {
        null => new(ErrorKind.NotFound, "No changed card waits for approval"),
        { } pending when hash is not null && !string.Equals(hash, pending.Hash, StringComparison.OrdinalIgnoreCase) =>
            new(ErrorKind.Conflict, "The card has changed again: read it once more before approving"),
        _ => null,
    };

    private Result<AgentEntry> Rejected(AgentEntry entry, string hash) =>
        PendingRefusal(entry.Agent, hash) is { } refusal
            ? refusal
            : entry with
            {
                Agent = entry.Agent with { Pending = null, RejectedHash = entry.Agent.Pending!.Hash, UpdatedAt = _time.GetUtcNow() },
            };

    private Result<AgentEntry> Approved(AgentDocument agent, string? hash)
    {
        if (PendingRefusal(agent, hash) is { } unfit)
        {
            return unfit;
        }

        var pending = agent.Pending!;
        var card = _intake.Reread(pending.Card);
        if (!card.IsSuccess)
        {
            return card.Error;
        }

        var approved = agent with
        {
            Card = pending.Card,
            CardHash = pending.Hash,
            Signature = pending.Signature,
            Pending = null,
            RejectedHash = null,
            UpdatedAt = _time.GetUtcNow(),
        };
        return new AgentEntry(approved, card.Value);
    }

    private static CardReview ReviewOf(AgentDocument agent) => new(
        agent,
        agent.Pending is { } pending ? CardDiff.Of(agent.Card, pending.Card) : []);

    [LoggerMessage(EventId = 2107, Level = LogLevel.Information, Message = "Card {Hash} of agent {Agent} approved by {User}.")]
    private partial void LogApproved(string agent, string hash, string user);

    [LoggerMessage(EventId = 2109, Level = LogLevel.Information, Message = "Card {Hash} of agent {Agent} rejected by {User}.")]
    private partial void LogRejected(string agent, string hash, string user);
}

/// <summary>A card that waits beside the one in force.</summary>
/// <param name="Changes">How they differ; empty when none waits.</param>
public sealed record CardReview(AgentDocument Agent, IReadOnlyList<CardChange> Changes);
