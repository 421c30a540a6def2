using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Admission;

/// <summary>
/// Memory for what must be held whole: large request bodies, tool lists, answers of agents, events that are not complete. Buffers up to
/// <see cref="Free"/> bytes are not counted; their number is bounded by that of the exchanges.
/// </summary>
internal sealed class MemoryBudget(IOptions<ProxyOptions> options)
{
    /// <summary>Bytes that every exchange may hold without asking.</summary>
    public const int Free = 64 * 1024;

    private readonly FairShare _bytes = new(options.Value.MaxBufferedBytes);

    public long Held => _bytes.Total;

    public BufferLease For(string caller) => new(_bytes, caller);
}

/// <summary>What one exchange holds of the <see cref="MemoryBudget"/>. Not thread-safe.</summary>
internal sealed class BufferLease(FairShare bytes, string caller) : IDisposable
{
    private long _held;

    /// <summary>Bytes; 0 for what everybody may hold without asking.</summary>
    public long Held => _held;

    /// <summary>A buffer becomes this large. False when there is no memory for it; what was held stays held.</summary>
    public bool TryResize(long size)
    {
        var wanted = size <= MemoryBudget.Free ? 0 : size;
        if (wanted <= _held)
        {
            bytes.Return(caller, _held - wanted);
            _held = wanted;
            return true;
        }

        if (bytes.TryTake(caller, wanted - _held) != ShareResult.Taken)
        {
            return false;
        }

        _held = wanted;
        return true;
    }

    public void Dispose() => TryResize(0);
}
