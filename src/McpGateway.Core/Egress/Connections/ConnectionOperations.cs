using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Egress.Connections;

/// <summary>Lists and ends the caller's own connections. Those of other users cannot be reached here.</summary>
internal sealed partial class ConnectionOperations(
    EgressDirectory directory, EgressRepository repository, EgressTargets targets, ProviderClients clients,
    TokenEndpointClient tokens,
    DocumentStore documents, TimeProvider time, ILogger<ConnectionOperations> logger)
{
    /// <summary>Every server where the user may connect an account, and what is still connected where that is no longer so.</summary>
    public async Task<IReadOnlyList<ConnectionView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var stored = (await repository.ListTokensAsync(caller.Subject, cancellationToken))
            .ToDictionary(document => document.Value.Server, document => document.Value, StringComparer.Ordinal);
        var offered = directory.All.Where(egress => egress.Settings.Mode == EgressMode.UserOAuth && targets.MayUse(caller, egress.Key))
            .Select(egress => egress.Key);
        return
        [
            .. offered.Union(stored.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(key => View(caller, key, stored.GetValueOrDefault(key))),
        ];
    }

    /// <summary>One server of that list, or null when it is not in it.</summary>
    public async Task<ConnectionView?> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var key = ServerPath.KeyOf(path);
        var view = View(
            caller, key, (await repository.FindTokensAsync(EgressRepository.TokensKey(key, caller.Subject), cancellationToken))?.Value);
        return view.Record is null && view.ConnectPath is null ? null : view;
    }

    public async Task<Result<string>> DisconnectAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var server = ServerPath.KeyOf(path);
        var key = EgressRepository.TokensKey(server, caller.Subject);
        if (await repository.FindTokensAsync(key, cancellationToken) is not { Value: var record })
        {
            return new Error(ErrorKind.NotFound, "No account is connected at this server");
        }

        // Whatever version it has by now: when this is answered, the gateway no longer has the tokens.
        var committed = await documents.CommitAsync(
            new DocumentBatch().Delete(EgressRepository.Tokens, key, expectedVersion: null), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        var user = LogText.Clean(caller.Subject);
        LogDisconnected(user, record.Server);
        if (directory.Find(server) is { } egress && egress.Binding == record.Binding)
        {
            // Taking back the refresh token ends the access tokens that came from it too (RFC 7009 §2.1).
            var secret = await clients.SecretOfAsync(egress, record.Issuer, cancellationToken);
            await (record.RefreshToken is { } refresh
                ? tokens.RevokeAsync(record.Issuer, secret, refresh, "refresh_token", cancellationToken)
                : tokens.RevokeAsync(record.Issuer, secret, record.AccessToken, "access_token", cancellationToken));
        }

        return server;
    }

    private ConnectionView View(Caller caller, string key, EgressTokensRecord? record)
    {
        var egress = directory.Find(key);
        var isOffered = egress?.Settings.Mode == EgressMode.UserOAuth && targets.MayUse(caller, key);
        var name = isOffered ? targets.Find(key)?.Name : null;
        return new(key, name, egress?.Settings.Provider, StatusOf(egress, record), record, isOffered ? egress!.ConnectPath : null);
    }

    private string StatusOf(EgressServer? egress, EgressTokensRecord? record) =>
        record is null ? "not_connected"
        : egress is null
            || record.IsBroken
            || record.Binding != egress.Binding
            || (record.RefreshToken is null && record.ExpiresAt <= time.GetUtcNow()) ? "expired"
        : "connected";

    [LoggerMessage(EventId = 12005, Level = LogLevel.Information, Message = "{User} disconnected the account at {Server}.")]
    private partial void LogDisconnected(string user, string server);
}

/// <summary>One server in a user's list. <paramref name="Record"/> is null when nothing is connected.</summary>
internal sealed record ConnectionView(
    string Server, string? Name, string? Provider, string Status, EgressTokensRecord? Record, string? ConnectPath);
