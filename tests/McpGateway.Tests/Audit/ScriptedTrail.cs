using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Tests.Audit;

/// <summary>An audit whose writes wait or fail as a test says.</summary>
internal sealed class ScriptedTrail(IAuditTrail inner) : IAuditTrail
{
    /// <summary>Released when something is to be written.</summary>
    public SemaphoreSlim Asked { get; } = new(0);

    /// <summary>What writes wait for.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>How many of the next writes fail.</summary>
    public int Failures { get; set; }

    public async Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        // As they are now: the list is the writer's.
        AuditEvent[] brought = [.. events];
        Asked.Release();
        if (Failures > 0)
        {
            Failures--;
            throw new IOException("The store is away.");
        }

        if (Hold is { } hold)
        {
            await hold.Task;
        }

        await inner.AppendAsync(brought, cancellationToken);
    }

    public Task<Result<AuditRows>> QueryAsync(
        AuditFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken) =>
        inner.QueryAsync(filter, cursor, pageSize, cancellationToken);

    public Task<IReadOnlyList<AuditRow>> ReadAsync(string stream, long after, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(stream, after, count, cancellationToken);

    public Task<IReadOnlyList<AuditHead>> ReadHeadsAsync(CancellationToken cancellationToken) => inner.ReadHeadsAsync(cancellationToken);

    public Task<IReadOnlyList<AuditTally>> CountAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        inner.CountAsync(filter, cancellationToken);

    public Task<IReadOnlyList<AuditCount>> CountUsersAsync(AuditFilter filter, int top, CancellationToken cancellationToken) =>
        inner.CountUsersAsync(filter, top, cancellationToken);

    public Task<IReadOnlyList<AuditSigned>> ListStatementsAsync(CancellationToken cancellationToken) =>
        inner.ListStatementsAsync(cancellationToken);

    public Task<AuditSigned?> FindNewestStatementAsync(string stream, DateTimeOffset? until, CancellationToken cancellationToken) =>
        inner.FindNewestStatementAsync(stream, until, cancellationToken);

    public Task AddStatementAsync(AuditSigned statement, CancellationToken cancellationToken) =>
        inner.AddStatementAsync(statement, cancellationToken);

    public Task<long> RemoveAsync(string stream, long upTo, CancellationToken cancellationToken) =>
        inner.RemoveAsync(stream, upTo, cancellationToken);

    public Task<IReadOnlyDictionary<string, AuditDelivery>> ReadDeliveriesAsync(string receiver, CancellationToken cancellationToken) =>
        inner.ReadDeliveriesAsync(receiver, cancellationToken);

    public Task WriteDeliveryAsync(string receiver, string stream, AuditDelivery delivery, CancellationToken cancellationToken) =>
        inner.WriteDeliveryAsync(receiver, stream, delivery, cancellationToken);
}
