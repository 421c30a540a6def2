using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>
/// Offers a server that is held although nobody has looked at what it lists: one that shows nothing to the gateway's checks. For
/// administrators. What it lists is scanned when it is met.
/// </summary>
public sealed partial class ReleaseHeld
{
    private static readonly Error Refusal = new(ErrorKind.Forbidden, "Only administrators can offer a server that was not scanned");

    private readonly ServerRepository _servers;
    private readonly DocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<ReleaseHeld> _logger;

    internal ReleaseHeld(ServerRepository servers, DocumentStore documents, TimeProvider time, ILogger<ReleaseHeld> logger) =>
        (_servers, _documents, _time, _logger) = (servers, documents, time, logger);

    /// <param name="path">As callers write it.</param>
    public async Task<Result<ServerRecord>> ExecuteAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        var key = ServerPath.KeyOf(path);
        var outcome = await OptimisticCommit.RunAsync(_documents, token => PlanAsync(key, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogReleased(key, user);
        }

        return outcome;
    }

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(string key, CancellationToken cancellationToken)
    {
        if (await _servers.FindAsync(key, cancellationToken) is not { } current)
        {
            return new Error(ErrorKind.NotFound, $"Server not found at path '{key}'");
        }

        if (!current.Value.IsHeld)
        {
            return new Error(ErrorKind.Conflict, $"The server at '{key}' is not held");
        }

        var next = current.Value with { IsHeld = false, UpdatedAt = _time.GetUtcNow() };
        return new PendingWrite<ServerRecord>(
            new DocumentBatch().Put(ServerRepository.Servers, key, next, current.Version), next);
    }

    [LoggerMessage(EventId = 17015, Level = LogLevel.Warning,
        Message = "{Server} is offered without a scan of what it lists: {User} said so.")]
    private partial void LogReleased(string server, string user);
}
