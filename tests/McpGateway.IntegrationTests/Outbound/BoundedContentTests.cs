using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.IntegrationTests.Outbound;

public sealed class BoundedContentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>However the body arrives, it is whole or refused.</summary>
    [Fact]
    public void Read_AnyPieces_WholeOrNothing() => Prop.ForAll<byte[][], PositiveInt>(static (pieces, limit) =>
    {
        var parts = pieces.Select(static piece => piece ?? []).ToArray();
        var whole = parts.SelectMany(static piece => piece).ToArray();
        using var stream = new Pieces(parts);
        var read = BoundedContent.ReadAsync(stream, limit.Get, CancellationToken.None).GetAwaiter().GetResult();
        return whole.Length > limit.Get ? read is null : read!.SequenceEqual(whole);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Read_Content_IsDisposedOf()
    {
        using var content = new ByteArrayContent([1, 2, 3]);

        Assert.Equal([1, 2, 3], await BoundedContent.ReadAsync(content, 3, Cancellation));
    }

    [Fact]
    public async Task Read_TooLong_LeavesTheRest()
    {
        using var stream = new Pieces([[1, 2], [3, 4], [5, 6]]);

        Assert.Null(await BoundedContent.ReadAsync(stream, 3, Cancellation));
        Assert.Equal(1, stream.Left);
    }

    /// <summary>Hands out one piece for each read.</summary>
    private sealed class Pieces(IEnumerable<byte[]> pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _left = new(pieces.Where(static piece => piece.Length > 0));

        public int Left => _left.Count;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_left.TryDequeue(out var piece))
            {
                return new(0);
            }

            var length = Math.Min(piece.Length, buffer.Length);
            piece.AsSpan(0, length).CopyTo(buffer.Span);
            if (length < piece.Length)
            {
                var rest = new[] { piece[length..] }.Concat(_left).ToArray();
                _left.Clear();
                Array.ForEach(rest, _left.Enqueue);
            }

            return new(length);
        }
    }
}
