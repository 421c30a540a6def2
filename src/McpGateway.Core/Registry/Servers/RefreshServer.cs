using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Operations that ask the server itself: a check now, its tools now.</summary>
public sealed class RefreshServer(ServerRepository repository, ServerAuthorization guard, PinSettings pins, IServerHealth health)
{
    /// <summary>Checks the server's health now.</summary>
    public async Task<Result<ToggledServer>> CheckAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = ServerPath.KeyOf(path);
        if (await repository.FindAsync(key, cancellationToken) is not { Value: var server })
        {
            return new Error(ErrorKind.NotFound, "Service path not registered");
        }

        if (guard.Refusal(caller, ServerPermissions.Check, server, "refresh") is { } refusal)
        {
            return refusal;
        }

        if (Unreachable(server, "Cannot refresh disabled service") is { } unreachable)
        {
            return unreachable;
        }

        return new ToggledServer(server, await health.CheckNowAsync(key, cancellationToken));
    }

    /// <summary>
    /// Asks the server for its tools, and answers with the stored ones when it does not reply. Only tools that the caller may call,
    /// and none that is withheld.
    /// </summary>
    public async Task<Result<FetchedTools>> FetchToolsAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = ServerPath.KeyOf(path);
        if (await repository.FindAsync(key, cancellationToken) is not { Value: var server })
        {
            return new Error(ErrorKind.NotFound, "Service path not registered");
        }

        if (!guard.MayUse(caller, server))
        {
            return new Error(ErrorKind.Forbidden, "You do not have access to this server");
        }

        if (Unreachable(server, "Cannot fetch tools from disabled service") is { } unreachable)
        {
            return unreachable;
        }

        var live = await health.FetchToolsAsync(key, cancellationToken);
        if ((live ?? (await repository.FindToolsAsync(key, cancellationToken))?.Value) is not { } found)
        {
            return new Error(ErrorKind.Unavailable, "Failed to fetch tools from MCP server. Service may be unhealthy.");
        }

        var mayCall = guard.ToolFilter(caller, server);
        var rules = pins.For(server);
        return new FetchedTools(
            server, [.. found.Tools.Where(tool => mayCall(tool.Name) && !rules.Withholds(tool.State))], IsCached: live is null);
    }

    private static Error? Unreachable(ServerRecord server, string disabledText) =>
        !server.IsEnabled ? new(ErrorKind.Invalid, disabledText)
        : server.ProxyPassUrl is null ? new(ErrorKind.Failed, "Service has no proxy URL configured")
        : null;
}

/// <summary>Tools of a server.</summary>
/// <param name="IsCached">True when the server did not answer and these are the stored ones.</param>
public sealed record FetchedTools(ServerRecord Server, IReadOnlyList<ToolRecord> Tools, bool IsCached);
