using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>What follows from a scan for the server or agent: the tag, and being disabled. In the commit that stores the result.</summary>
internal sealed partial class ScanEffects(
    ServerRepository servers, AgentRepository agents, IOptions<ScanOptions> options, TimeProvider time, ILogger<ScanEffects> logger)
{
    /// <summary>The tag of what waits for its scan, and of what is unsafe.</summary>
    public const string PendingTag = "security-pending";

    /// <summary>Adds the writes that make the item fit its record. Nothing when it does.</summary>
    /// <returns>Whether the item was there.</returns>
    public async Task<bool> AddAsync(ScanRecord record, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var policy = options.Value.For(record.Kind);
        var isSafe = record.IsSafe(now);
        var mayRun = isSafe || !policy.BlockUnsafe || record.IsOverridden(now);
        return await AddAsync(record.Path, tags => Tagged(tags, policy.AddPendingTag, !isSafe), mayRun, batch, cancellationToken);
    }

    /// <summary>Adds the write that tags an item which waits.</summary>
    public Task<bool> AddWaitingTagAsync(string path, DocumentBatch batch, CancellationToken cancellationToken) =>
        AddAsync(path, static tags => Tagged(tags, isUsed: true, wanted: true), mayRun: true, batch, cancellationToken);

    private async Task<bool> AddAsync(
        string path, Func<IReadOnlyList<string>, IReadOnlyList<string>> tag, bool mayRun, DocumentBatch batch,
        CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(path, cancellationToken) is { } server)
        {
            var next = server.Value with { Tags = tag(server.Value.Tags), IsEnabled = server.Value.IsEnabled && mayRun };
            if (next.IsEnabled != server.Value.IsEnabled || !ReferenceEquals(next.Tags, server.Value.Tags))
            {
                batch.Put(ServerRepository.Servers, path, next, server.Version).AsRevocation(server.Value.IsEnabled && !mayRun);
                Tell(path, server.Value.IsEnabled && !mayRun);
            }

            return true;
        }

        if (await agents.FindAsync(path, cancellationToken) is { } agent)
        {
            var next = agent.Value with { Tags = tag(agent.Value.Tags), IsEnabled = agent.Value.IsEnabled && mayRun };
            if (next.IsEnabled != agent.Value.IsEnabled || !ReferenceEquals(next.Tags, agent.Value.Tags))
            {
                batch.Put(AgentRepository.Agents, path, next, agent.Version).AsRevocation(agent.Value.IsEnabled && !mayRun);
                Tell(path, agent.Value.IsEnabled && !mayRun);
            }

            return true;
        }

        return false;
    }

    /// <returns>The same list when it is as it should be.</returns>
    private static IReadOnlyList<string> Tagged(IReadOnlyList<string> tags, bool isUsed, bool wanted) =>
        tags.Contains(PendingTag) == (isUsed && wanted) ? tags
        : isUsed && wanted ? [.. tags, PendingTag]
        : isUsed ? [.. tags.Where(static tag => tag != PendingTag)]
        : tags;

    private void Tell(string path, bool isBlocked)
    {
        if (isBlocked)
        {
            LogBlocked(path);
        }
    }

    [LoggerMessage(EventId = 17003, Level = LogLevel.Warning, Message = "{Path} is unsafe and is disabled.")]
    private partial void LogBlocked(string path);
}
