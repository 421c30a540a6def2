using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Approves tool definitions that changed since they were first seen or last approved, or that came since.</summary>
public sealed partial class ApproveTools(
    ServerRepository repository, ServerAuthorization guard, DocumentStore documents, ILogger<ApproveTools> logger)
{
    /// <param name="tools">
    /// Tool name → hash of the definition that the caller read, or null where it was not stated; an empty map approves every changed or new
    /// tool, but none that was rejected.
    /// A stated hash protects against approving a definition that changed once more meanwhile.
    /// </param>
    /// <returns>Names of the tools that were approved.</returns>
    public async Task<Result<IReadOnlyList<string>>> ExecuteAsync(
        Caller caller, string path, IReadOnlyDictionary<string, string?> tools, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(tools);
        var key = ServerPath.KeyOf(path);
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, tools, token), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.Error;
        }

        var user = LogText.Clean(caller.UserName);
        LogApproved(key, outcome.Value.Length, user);
        return outcome.Value;
    }

    private async Task<Result<PendingWrite<string[]>>> PlanAsync(
        Caller caller, string key, IReadOnlyDictionary<string, string?> tools, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { } server)
        {
            return new Error(ErrorKind.NotFound, $"Server not found at path '{key}'");
        }

        if (guard.Refusal(caller, ServerPermissions.Modify, server.Value, "modify") is { } refusal)
        {
            return refusal;
        }

        var stored = await repository.FindToolsAsync(key, cancellationToken);
        var known = stored?.Value.Tools ?? [];
        if (Mismatch(known, tools) is { } mismatch)
        {
            return mismatch;
        }

        var approved = known
            .Where(tool => tool.HasChanged && (tools.Count == 0 ? tool.State != PinState.Rejected : tools.ContainsKey(tool.Name)))
            .Select(tool => tool.Name)
            .ToArray();
        var batch = new DocumentBatch();
        if (approved.Length > 0)
        {
            var chosen = approved.Select(static name => (DefinitionKind.Tool, name)).ToHashSet();
            batch.Put(ServerRepository.Tools, key, ServerPins.Decide(stored!.Value, chosen, isApproved: true), stored.Version);
        }

        return new PendingWrite<string[]>(batch, approved);
    }

    private static Error? Mismatch(IReadOnlyList<ToolRecord> known, IReadOnlyDictionary<string, string?> tools)
    {
        var byName = known.ToLookup(static tool => tool.Name, StringComparer.Ordinal);
        foreach (var (name, hash) in tools)
        {
            if (byName[name].FirstOrDefault() is not { } tool)
            {
                return new(ErrorKind.NotFound, $"The server has no tool '{name}'");
            }

            if (hash is not null && !string.Equals(hash, tool.DefinitionHash, StringComparison.OrdinalIgnoreCase))
            {
                return new(ErrorKind.Conflict, $"The definition of tool '{name}' has changed again: read it once more before approving");
            }
        }

        return null;
    }

    [LoggerMessage(
        EventId = 2005, Level = LogLevel.Information, Message = "{Count} tool definitions of server {Server} approved by {User}.")]
    private partial void LogApproved(string server, int count, string user);
}
