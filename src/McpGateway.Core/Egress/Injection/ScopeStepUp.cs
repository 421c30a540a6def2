using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.OAuth;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// A server wants more than the connected account may do (RFC 6750 §3.1 <c>insufficient_scope</c>): the user is asked to connect again, for
/// what was asked for before and for what is missing. Once for each scope: a server that is never content does not send users round in
/// circles.
/// </summary>
internal sealed partial class ScopeStepUp(
    EgressRepository repository, DocumentStore documents, TimeProvider time, ILogger<ScopeStepUp> logger)
{
    /// <summary>Requests of one user may meet the same challenge at the same time, and a refresh may be under way.</summary>
    private const int MaxRounds = 50;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public async Task<EgressCredential> AskAsync(
        EgressServer egress, string subject, EgressCredential refused, string challenge, CancellationToken cancellationToken)
    {
        var wanted = ChallengeParameter.FindScopes(challenge);

        // What an operator has stated is all that may be asked for.
        if (wanted.Count == 0 || (egress.Settings.Scopes.Count > 0 && wanted.Except(egress.Settings.Scopes, StringComparer.Ordinal).Any()))
        {
            return EgressMessages.ScopeNotGiven(egress);
        }

        try
        {
            for (var round = 0; round < MaxRounds; round++)
            {
                if (await TryAskAsync(egress, subject, refused, wanted, cancellationToken) is { } answer)
                {
                    return answer;
                }
            }
        }
#pragma warning disable CA1031 // whatever breaks it: the caller gets an answer
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogBroke(egress.Key, failure);
        }

        return EgressMessages.Busy;
    }

    /// <returns>The answer, or null when what is stored has changed and has to be read again.</returns>
    private async Task<EgressCredential?> TryAskAsync(
        EgressServer egress, string subject, EgressCredential refused, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        if (await repository.FindTokensAsync(EgressRepository.TokensKey(egress.Key, subject), cancellationToken) is not { } document)
        {
            return EgressMessages.Connect(egress);
        }

        var record = document.Value;
        if (record.IsBroken || record.Binding != egress.Binding)
        {
            return EgressMessages.ConnectAgain(egress);
        }

        if ("Bearer " + record.AccessToken is var current && current != refused.Authorization)
        {
            // Connected again, or refreshed, since the request went out.
            return EgressCredential.Granted(current);
        }

        var missing = wanted.Except(record.Asked, StringComparer.Ordinal).ToList();
        if (missing.Count == 0
            || record.Asked.Count + record.Wanted.Union(missing, StringComparer.Ordinal).Count() > OAuthScopeNames.MaxCount)
        {
            return EgressMessages.ScopeNotGiven(egress);
        }

        if (record.RefreshingUntil > time.GetUtcNow())
        {
            // Whoever refreshes stores the new tokens over what it has claimed: a note in between would lose them.
            await Task.Delay(PollInterval, time, cancellationToken);
            return null;
        }

        var next = record with { Wanted = [.. record.Wanted.Union(missing, StringComparer.Ordinal)] };
        var isKnown = next.Wanted.Count == record.Wanted.Count
            || (await documents.CommitAsync(
                new DocumentBatch().Put(EgressRepository.Tokens, document.Key, next, document.Version), cancellationToken)).IsSuccess;
        return isKnown ? EgressMessages.ConnectForMore(egress) : null;
    }

    [LoggerMessage(EventId = 12010, Level = LogLevel.Error, Message = "The permissions that {Server} asks for could not be noted.")]
    private partial void LogBroke(string server, Exception failure);
}
