using McpGateway.Foundation;

namespace McpGateway.Core.Egress.Connections;

/// <summary>A user's own account at a server, for pages.</summary>
public sealed class ServerAccounts
{
    private readonly ConnectionOperations _operations;

    internal ServerAccounts(ConnectionOperations operations) => _operations = operations;

    /// <summary>The caller's account at the server; null when the server takes none and none is left.</summary>
    public async Task<AccountView?> FindAsync(Caller caller, string path, CancellationToken cancellationToken) =>
        await _operations.FindAsync(caller, path, cancellationToken) is { } view
            ? new(view.Status, view.Provider, view.ConnectPath)
            {
                Account = view.Record?.Account,
                Scopes = view.Record?.Scopes ?? [],
                ConnectedAt = view.Record?.ConnectedAt,
                ExpiresAt = view.Record is { RefreshToken: null } record ? record.ExpiresAt : null,
            }
            : null;

    /// <summary>Forgets the caller's tokens on every replica, and takes them back to the provider where it offers that.</summary>
    public Task<Result<string>> DisconnectAsync(Caller caller, string path, CancellationToken cancellationToken) =>
        _operations.DisconnectAsync(caller, path, cancellationToken);
}

/// <summary>An account, without its tokens.</summary>
/// <param name="Status"><c>connected</c>, <c>expired</c> or <c>not_connected</c>.</param>
/// <param name="ConnectPath">Where to connect; null when the server takes no accounts.</param>
public sealed record AccountView(string Status, string? Provider, string? ConnectPath)
{
    /// <summary>The account's name as the provider states it; null when it does not.</summary>
    public string? Account { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When it ends, unless it is renewed by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
