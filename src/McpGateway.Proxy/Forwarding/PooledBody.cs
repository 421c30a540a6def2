using System.Buffers;

namespace McpGateway.Proxy.Forwarding;

/// <summary>A request body in a rented buffer. Its owner returns it once, and only when nothing reads it any more.</summary>
internal readonly struct PooledBody(byte[] buffer, int length)
{
    public static PooledBody Empty => new([], 0);

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

    /// <summary>To write in while nothing reads it yet.</summary>
    public Span<byte> Span => buffer.AsSpan(0, length);

    public int Length => length;

    public void Return()
    {
        if (buffer is { Length: > 0 })
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
