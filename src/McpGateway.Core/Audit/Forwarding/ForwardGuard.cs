using McpGateway.Core.Audit.Changes;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Forwarding;

/// <summary>
/// Where it is configured so, refuses changes of registry, access and settings while a receiver does not take what is due. Rights can
/// still be taken away, people can sign in, and what the gateway does by itself goes on.
/// </summary>
internal sealed class ForwardGuard(
    IReadOnlyList<IAuditReceiver> receivers, IAuditTrail trail, IOptions<ForwardOptions> options, TimeProvider time) : ICommitGuard
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(2);

    private static readonly Error Refusal = new(
        ErrorKind.Unavailable,
        "Changes are refused: a receiver of the audit (Audit:Forward) does not take events, and Audit:Forward:WhenDown is 'refuse'.");

    private long _asked;
    private bool _isOverdue;

    public bool Concerns(DocumentBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return options.Value.WhenDown == ForwardOptions.Refuse && receivers.Count > 0 && !batch.IsRevocation
            && AuditScope.Current?.Caller is not null
            && batch.Writes.Any(static write => AuditedKinds.Find(write.Kind)?.Stream == AuditStreams.RegistryApi);
    }

    public async Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        if (_asked == 0 || time.GetElapsedTime(_asked) > Believed)
        {
            _isOverdue = await IsOverdueAsync(cancellationToken);
            _asked = time.GetTimestamp();
        }

        return _isOverdue ? Refusal : null;
    }

    private async Task<bool> IsOverdueAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.MaxDelay;
        foreach (var receiver in receivers)
        {
            foreach (var (stream, delivery) in await trail.ReadDeliveriesAsync(receiver.Name, cancellationToken))
            {
                if (await trail.ReadAsync(stream, delivery.Number, 1, cancellationToken) is [var oldest] && oldest.At < before)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
