using System.Text.Json;
using McpGateway.Core.Agents.Cards;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Agents.Pull;

/// <summary>
/// Fetches the card of a registered agent again. One that differs from the card in force is kept beside it until somebody approves it.
/// </summary>
public sealed partial class CardRefresher
{
    private readonly AgentRepository _repository;
    private readonly CardFetcher _fetcher;
    private readonly CardVerifier _verifier;
    private readonly DocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<CardRefresher> _logger;

    internal CardRefresher(
        AgentRepository repository, CardFetcher fetcher, CardVerifier verifier, DocumentStore documents, TimeProvider time,
        ILogger<CardRefresher> logger) =>
        (_repository, _fetcher, _verifier, _documents, _time, _logger) = (repository, fetcher, verifier, documents, time, logger);

    /// <param name="agent">As stored.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <returns>What the agent answered; a changed card has been stored as pending when this returns.</returns>
    public async Task<RefreshedCard> RefreshAsync(AgentDocument agent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var from = agent.CardUrl ?? AgentUrlOf(agent);
        if (from is null)
        {
            return new(null, agent.Path, null, "The agent has no address with http or https");
        }

        var fetched = await _fetcher.FetchAsync(from, cancellationToken);
        if (fetched.Card is not { } json)
        {
            return new(null, fetched.Url, fetched.Status, fetched.Problem);
        }

        var reading = CardReader.Read(json);
        if (reading.Card is not { } card)
        {
            return new(null, fetched.Url, fetched.Status, $"The card cannot be used: {reading.Problems[0].Message}");
        }

        if (agent.CardUrl is not null)
        {
            await StoreAsync(agent, card, cancellationToken);
        }

        return new(CanonicalJson.HashOfCard(json), fetched.Url, fetched.Status, null);
    }

    /// <summary>The first address of the card in force.</summary>
    public static string? AgentUrlOf(AgentDocument agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return CardReader.Read(agent.Card).Card is { } card && CardUrl.Problem(card.Url) is null ? card.Url : null;
    }

    private async Task StoreAsync(AgentDocument agent, AgentCard found, CancellationToken cancellationToken)
    {
        var hash = CanonicalJson.HashOfCard(found.Json);
        if (IsKnown(agent, found, hash))
        {
            return;
        }

        var signature = await _verifier.VerifyAsync(found, cancellationToken);
        var stored = await OptimisticCommit.RunAsync(
            _documents, token => PlanAsync(agent.Path, agent.CardUrl!, found, hash, signature, token), cancellationToken);
        if (stored is { IsSuccess: true, Value: true })
        {
            LogChanged(agent.Path, hash);
        }
    }

    private async Task<Result<PendingWrite<bool>>> PlanAsync(
        string key, string cardUrl, AgentCard found, string hash, CardSignature signature, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();

        // Removed, or told to get its card elsewhere, while it was fetched: then this card is about nothing.
        if (await _repository.FindAsync(key, cancellationToken) is not { } current || current.Value.CardUrl != cardUrl)
        {
            return new PendingWrite<bool>(batch, false);
        }

        if (hash == current.Value.RejectedHash)
        {
            return new PendingWrite<bool>(batch, false);
        }

        if (hash == current.Value.Pending?.Hash)
        {
            // The same card waits already: at most its signatures are known better now.
            if (signature != current.Value.Pending.Signature)
            {
                var verified = current.Value.Pending with { Card = found.Json, Signature = signature };
                batch.Put(AgentRepository.Agents, key, current.Value with { Pending = verified }, current.Version);
            }

            return new PendingWrite<bool>(batch, false);
        }

        if (hash != current.Value.CardHash)
        {
            var pending = new PendingCard(found.Json, hash, _time.GetUtcNow(), signature);
            batch.Put(AgentRepository.Agents, key, current.Value with { Pending = pending }, current.Version);
            return new PendingWrite<bool>(batch, true);
        }

        // The same content: at most other signatures, of which the outcome is what counts.
        var next = current.Value with { Pending = null };
        if (signature != current.Value.Signature)
        {
            next = next with { Card = found.Json, Signature = signature };
        }

        if (current.Value.Pending is not null || signature != current.Value.Signature)
        {
            batch.Put(AgentRepository.Agents, key, next, current.Version);
        }

        return new PendingWrite<bool>(batch, false);
    }

    /// <summary>
    /// Whether there is nothing to be found out about a card. A signature whose key could not be had is verified again each time: the key
    /// set may have been away, or the key may be published by now.
    /// </summary>
    private static bool IsKnown(AgentDocument agent, AgentCard found, string hash)
    {
        if (hash == agent.CardHash)
        {
            return agent.Pending is null && IsVerified(agent.Signature) && SignaturesOf(agent.Card) == SignaturesOf(found.Json);
        }

        return hash == agent.RejectedHash || (hash == agent.Pending?.Hash && IsVerified(agent.Pending.Signature));
    }

    private static bool IsVerified(CardSignature signature) => signature.State != SignatureState.KeyUnknown;

    private static string SignaturesOf(JsonElement card) =>
        card.TryGetProperty("signatures", out var signatures) ? signatures.GetRawText() : "";

    [LoggerMessage(
        EventId = 2105, Level = LogLevel.Warning,
        Message = "Agent {Agent} shows another card than the approved one: {Hash} waits for approval.")]
    private partial void LogChanged(string agent, string hash);
}

/// <summary>What came of fetching a card again.</summary>
/// <param name="Hash">Of the card that the agent shows now; null when there is none that can be used.</param>
/// <param name="Url">The address that was asked last.</param>
/// <param name="Status">HTTP status; null when nothing answered.</param>
/// <param name="Problem">Why there is no card, for people.</param>
public sealed record RefreshedCard(string? Hash, string Url, int? Status, string? Problem);
