using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Results;
using McpGateway.Core.Scanning.Subjects;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>What follows from a scan for the server or agent: the tag, and being disabled. In the commit that stores the result.</summary>
internal sealed partial class ScanEffects(
    ServerRepository servers, AgentRepository agents, IOptions<ScanOptions> options, TimeProvider time, ILogger<ScanEffects> logger)
{
    /// <summary>
    /// Adds the writes that make the item fit its record. Nothing when it does; nothing to what comes with the product, whose results are
    /// for information.
    /// </summary>
    /// <returns>Null when the item is not there any more.</returns>
    public async Task<ScanEffect?> AddAsync(ScanRecord record, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var policy = options.Value.For(record.Kind);
        return await AddAsync(
            record.Path, tags => Tagged(tags, record, policy, now), MayRun(record, policy, now), record.Last, batch, cancellationToken);
    }

    /// <summary>Whether <see cref="AddAsync(ScanRecord, DocumentBatch, CancellationToken)"/> would find something to write.</summary>
    public static bool AreDue(ScanRecord record, ScanPolicy policy, bool isEnabled, IReadOnlyList<string> tags, DateTimeOffset now) =>
        (isEnabled && !MayRun(record, policy, now)) || !ReferenceEquals(Tagged(tags, record, policy, now), tags);

    /// <summary>Adds the write that tags an item which waits.</summary>
    public async Task<bool> AddWaitingTagAsync(string path, DocumentBatch batch, CancellationToken cancellationToken) =>
        await AddAsync(
            path, static tags => Tagged(tags, isUsed: true, wanted: true), mayRun: true, scanned: null, batch, cancellationToken)
        is not null;

    private async Task<ScanEffect?> AddAsync(
        string path, Func<IReadOnlyList<string>, IReadOnlyList<string>> tag, bool mayRun, ScanRun? scanned, DocumentBatch batch,
        CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(path, cancellationToken) is { } server)
        {
            var next = server.Value.IsBuiltIn ? server.Value
                : server.Value with
                {
                    Tags = tag(server.Value.Tags),
                    IsEnabled = server.Value.IsEnabled && mayRun,
                    IsHeld = server.Value.IsHeld && scanned?.SawDefinitions != true,
                };
            if (next.IsEnabled != server.Value.IsEnabled || next.IsHeld != server.Value.IsHeld
                || !ReferenceEquals(next.Tags, server.Value.Tags))
            {
                batch.Put(ServerRepository.Servers, path, next, server.Version).AsRevocation(server.Value.IsEnabled && !next.IsEnabled);
            }

            return EffectOf(path, server.Value.Tags, next.Tags, server.Value.IsEnabled && !next.IsEnabled) with { Server = next };
        }

        if (await agents.FindAsync(path, cancellationToken) is { } agent)
        {
            var next = agent.Value with
            {
                Tags = tag(agent.Value.Tags),
                IsEnabled = agent.Value.IsEnabled && mayRun,

                // A card that must not be offered is not shown either, though the agent is switched off: a model would read it.
                IsHeld = agent.Value.IsHeld && !(mayRun && scanned?.Fingerprint == SubjectSource.FingerprintOf(agent.Value)),
            };
            if (next.IsEnabled != agent.Value.IsEnabled || next.IsHeld != agent.Value.IsHeld
                || !ReferenceEquals(next.Tags, agent.Value.Tags))
            {
                batch.Put(AgentRepository.Agents, path, next, agent.Version).AsRevocation(agent.Value.IsEnabled && !next.IsEnabled);
            }

            return EffectOf(path, agent.Value.Tags, next.Tags, agent.Value.IsEnabled && !next.IsEnabled) with { Agent = next };
        }

        return null;
    }

    private ScanEffect EffectOf(string path, IReadOnlyList<string> before, IReadOnlyList<string> after, bool isDisabled)
    {
        if (isDisabled)
        {
            LogBlocked(path);
        }

        return new([.. after.Except(before, StringComparer.Ordinal)], isDisabled);
    }

    private static bool MayRun(ScanRecord record, ScanPolicy policy, DateTimeOffset now) =>
        record.IsSafe(now) || !policy.BlockUnsafe || record.IsOverridden(now);

    private static IReadOnlyList<string> Tagged(
        IReadOnlyList<string> tags, ScanRecord record, ScanPolicy policy, DateTimeOffset now) =>
        Tagged(tags, policy.AddPendingTag, !record.IsSafe(now));

    /// <returns>The same list when it is as it should be.</returns>
    private static IReadOnlyList<string> Tagged(IReadOnlyList<string> tags, bool isUsed, bool wanted) =>
        tags.Contains(SubjectReader.PendingTag) == (isUsed && wanted) ? tags
        : isUsed && wanted ? [.. tags, SubjectReader.PendingTag]
        : isUsed ? [.. tags.Where(static tag => tag != SubjectReader.PendingTag)]
        : tags;

    [LoggerMessage(EventId = 17003, Level = LogLevel.Warning, Message = "{Path} is unsafe and is disabled.")]
    private partial void LogBlocked(string path);
}

/// <summary>What becomes of an item by its scan.</summary>
/// <param name="TagsApplied">Tags that it did not have.</param>
/// <param name="IsDisabled">Whether it was on and is off.</param>
internal sealed record ScanEffect(IReadOnlyList<string> TagsApplied, bool IsDisabled)
{
    /// <summary>The server as it is from now on; null for an agent.</summary>
    public ServerRecord? Server { get; init; }

    /// <summary>The agent as it is from now on; null for a server.</summary>
    public AgentDocument? Agent { get; init; }
}
