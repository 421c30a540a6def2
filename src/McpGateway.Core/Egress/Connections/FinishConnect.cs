using System.Security.Cryptography;
using System.Text;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Connections;

/// <summary>
/// Takes the provider's answer.
/// <code>
/// (1) the state is one of ours, begun by this user in this browser   (4) the code becomes tokens (PKCE)
/// (2) it is used up, whatever comes next                             (5) stored
/// (3) the answer is the expected provider's (RFC 9207)               (6) the tools are discovered in the user's name
/// </code>
/// </summary>
internal sealed partial class FinishConnect(
    ServerGrant grant, EgressRepository repository, ProviderClients clients, TokenEndpointClient tokens, DiscoveryQueue discovery,
    DocumentStore documents,
    TimeProvider time, ILogger<FinishConnect> logger)
{
    private const string Unknown =
        "This sign-in has expired, was used already, or was begun in another browser or by another user. Begin again.";

    public async Task<Result<FinishedConnect>> ExecuteAsync(Caller caller, ConnectAnswer answer, CancellationToken cancellationToken)
    {
        // :: (1)
        var key = EgressRepository.Hash(answer.State);
        if (await repository.FindPendingAsync(key, cancellationToken) is not { } pending
            || pending.Value.Subject != caller.Subject
            || pending.Value.ExpiresAt <= time.GetUtcNow()
            || !IsSame(pending.Value.Browser, EgressRepository.Hash(answer.Browser ?? "")))
        {
            return new Error(ErrorKind.Invalid, Unknown);
        }

        // :: (2)
        var used = await documents.CommitAsync(
            new DocumentBatch().Delete(EgressRepository.Pending, key, pending.Version), cancellationToken);
        if (!used.IsSuccess)
        {
            return new Error(ErrorKind.Invalid, Unknown);
        }

        // :: (3)
        if (Objection(pending.Value, answer) is { } objection)
        {
            return objection;
        }

        var granted = await grant.FindAsync(caller, pending.Value.Server, cancellationToken);
        if (!granted.IsSuccess)
        {
            return granted.Error;
        }

        return granted.Value.Egress.Binding == pending.Value.Binding
            ? await RedeemAsync(granted.Value.Egress, pending.Value, answer.Code!, cancellationToken)
            : new Error(ErrorKind.Conflict, "The server's settings have changed meanwhile. Begin again.");
    }

    private async Task<Result<FinishedConnect>> RedeemAsync(
        EgressServer egress, PendingConnectRecord pending, string code, CancellationToken cancellationToken)
    {
        // :: (4)
        var secret = await clients.SecretOfAsync(egress, pending.Issuer, cancellationToken);
        var reply = await tokens.RequestAsync(
            pending.Issuer, secret,
            OAuthGrants.AuthorizationCode(code, pending.RedirectUri, pending.Verifier, pending.Issuer.Resource), cancellationToken);
        if (reply.Tokens is not { } issued)
        {
            return new Error(
                ErrorKind.BadGateway,
                "The provider gave out no token. Begin again; if it goes on, an administrator has to check the settings.");
        }

        // :: (5)
        var now = time.GetUtcNow();
        var record = new EgressTokensRecord
        {
            Server = pending.Server,
            Subject = pending.Subject,
            Account = AccountName.Of(issued.IdToken),
            AccessToken = issued.AccessToken,
            RefreshToken = issued.RefreshToken,
            ExpiresAt = issued.ExpiresAt,
            ObtainedAt = now,
            ConnectedAt = now,
            Scopes = issued.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? pending.Scopes,
            Asked = pending.Scopes,
            Binding = pending.Binding,
            Issuer = pending.Issuer,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(
                EgressRepository.Tokens, EgressRepository.TokensKey(pending.Server, pending.Subject), record, expectedVersion: null),
            cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        // :: (6)
        var user = LogText.Clean(pending.Subject);
        LogConnected(user, pending.Server);
        discovery.Add(pending.Server, issued.AccessToken);
        return new FinishedConnect(pending.Server, pending.ReturnPath);
    }

    private static Error? Objection(PendingConnectRecord pending, ConnectAnswer answer)
    {
        if (answer.Issuer is { } issuer ? pending.ExpectedIssuer is { } expected && expected != issuer : pending.RequiresIssuer)
        {
            return new(ErrorKind.Invalid, "The answer is not from the provider that was asked. Begin again.");
        }

        return answer.Error == "access_denied" ? new(ErrorKind.Forbidden, "You did not give consent, so no account was connected.")
            : answer.Error is not null ? new(
                ErrorKind.BadGateway, "The provider refused. An administrator has to check the server's settings.")
            : answer.Code is null ? new(ErrorKind.Invalid, "The provider's answer holds no code. Begin again.")
            : null;
    }

    private static bool IsSame(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));

    [LoggerMessage(EventId = 12003, Level = LogLevel.Information, Message = "{User} connected an account at {Server}.")]
    private partial void LogConnected(string user, string server);
}

/// <summary>What the browser brought back.</summary>
internal sealed record ConnectAnswer(string State, string? Code, string? Error, string? Issuer, string? Browser)
{
    /// <summary>Nothing of it: all of it is secret or unchecked.</summary>
    public override string ToString() => "answer";
}

/// <summary>An account is connected.</summary>
internal sealed record FinishedConnect(string Server, string? ReturnPath);
