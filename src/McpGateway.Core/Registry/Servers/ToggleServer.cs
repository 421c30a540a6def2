using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Switches a server on or off.</summary>
public sealed partial class ToggleServer(
    ServerRepository repository, ServerAuthorization guard, IServerHealth health, IEnumerable<IEnableGuard> guards, HeldServers held,
    DocumentStore documents, TimeProvider time, ILogger<ToggleServer> logger)
{
    /// <param name="enable">The new state; null flips.</param>
    public async Task<Result<ToggledServer>> ExecuteAsync(Caller caller, string path, bool? enable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = ServerPath.KeyOf(path);
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, enable, token), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.Error;
        }

        var server = outcome.Value;
        var user = LogText.Clean(caller.UserName);
        LogToggled(key, server.IsEnabled, user);
        if (!server.IsEnabled)
        {
            return new ToggledServer(server, HealthView.Disabled);
        }

        // What was found meanwhile may have switched it off again.
        var found = await CheckAsync(key, cancellationToken);
        var present = (await repository.FindAsync(key, cancellationToken))?.Value ?? server;
        return new ToggledServer(present, present.IsEnabled ? found : HealthView.Disabled) { WasSwitchedOffAgain = !present.IsEnabled };
    }

    /// <summary>Answers when the server is routed, if that does not take long: what it offers is looked at first where it is new.</summary>
    private async Task<HealthView> CheckAsync(string key, CancellationToken cancellationToken)
    {
        var found = await health.CheckNowAsync(key, cancellationToken);
        if (found.IsHealthy)
        {
            await held.WaitAsync(key, cancellationToken);
        }

        return found;
    }

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(
        Caller caller, string key, bool? enable, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { } current)
        {
            return new Error(ErrorKind.NotFound, "Service path not registered");
        }

        if (guard.Refusal(caller, ServerPermissions.Toggle, current.Value, "toggle") is { } refusal)
        {
            return refusal;
        }

        var wanted = enable ?? !current.Value.IsEnabled;
        var batch = new DocumentBatch();
        if (wanted == current.Value.IsEnabled)
        {
            return new PendingWrite<ServerRecord>(batch, current.Value);
        }

        if (wanted && await guards.RefusalAsync(caller, key, batch, cancellationToken) is { } unsafeRefusal)
        {
            return unsafeRefusal;
        }

        var next = current.Value with { IsEnabled = wanted, UpdatedAt = time.GetUtcNow() };
        return new PendingWrite<ServerRecord>(batch.Put(ServerRepository.Servers, key, next, current.Version), next);
    }

    [LoggerMessage(EventId = 2003, Level = LogLevel.Information, Message = "Server {Server} switched by {User}; enabled: {IsEnabled}.")]
    private partial void LogToggled(string server, bool isEnabled, string user);
}

/// <summary>A server after it was switched, and what the check that followed found.</summary>
public sealed record ToggledServer(ServerRecord Server, HealthView Health)
{
    /// <summary>It was switched on, and what it offers had it switched off at once.</summary>
    public bool WasSwitchedOffAgain { get; init; }
}
