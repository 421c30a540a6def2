using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Changes a registered server.</summary>
public sealed partial class EditServer(
    ServerRepository repository, ServerRegistrationBuilder builder, ServerAuthorization guard, RegistryHooks hooks,
    DocumentStore documents, ILogger<EditServer> logger)
{
    /// <param name="change">
    /// Makes the draft from one that states what is stored: members that it leaves alone stay. The path cannot change.
    /// </param>
    public async Task<Result<RegisteredServer>> ExecuteAsync(
        Caller caller, string path, Func<ServerRegistration, ServerRegistration> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(change);
        var key = ServerPath.KeyOf(path);
        if (hooks.IsGated && await AskAsync(caller, key, change, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, change, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogEdited(key, user);
        }

        return outcome;
    }

    private async Task<Error?> AskAsync(
        Caller caller, string key, Func<ServerRegistration, ServerRegistration> change, CancellationToken cancellationToken)
    {
        var planned = await PlanAsync(caller, key, change, cancellationToken);
        return planned.IsSuccess
            ? await hooks.AskAsync(
                new(
                    RegistryHooks.Server, "update", caller.UserName,
                    ServerCard.Of(planned.Value.Outcome.Server, planned.Value.Outcome.HeaderNames)),
                cancellationToken)
            : planned.Error;
    }

    private async Task<Result<PendingWrite<RegisteredServer>>> PlanAsync(
        Caller caller, string key, Func<ServerRegistration, ServerRegistration> change, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { } current)
        {
            return new Error(ErrorKind.NotFound, "Service path not found");
        }

        if (guard.Refusal(
            caller, ServerPermissions.Modify, current.Value, "modify", "You do not have access to edit this server") is { } refusal)
        {
            return refusal;
        }

        if (current.Value.Origin is { } origin)
        {
            return new Error(ErrorKind.Conflict, origin.Refusal(current.Value.ServerName));
        }

        var draft = RegistrationNormalizer.Normalise(change(RegistrationNormalizer.Of(current.Value)) with { Path = current.Value.Path });
        var batch = new DocumentBatch();
        var planned = await builder.PlanAsync(caller, draft, current, batch, cancellationToken);
        return planned.IsSuccess ? new PendingWrite<RegisteredServer>(batch, RegisteredServer.Of(planned.Value)) : planned.Error;
    }

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Server {Server} edited by {User}.")]
    private partial void LogEdited(string server, string user);
}
