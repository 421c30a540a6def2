namespace McpGateway.Proxy.Pins;

/// <summary>
/// Bounds what is remembered of definitions' bytes. Where there is no room, definitions are hashed anew each time: slower, and as strict.
/// </summary>
/// <param name="limit">Bytes.</param>
public sealed class PinBudget(long limit)
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    internal bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    internal void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
