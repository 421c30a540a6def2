using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Invocation;

namespace McpGateway.Tests.Invocation;

public sealed class CappedStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(10, 10, false)]
    [InlineData(11, 10, true)]
    [InlineData(1, 0, true)]
    public async Task Read_Async_StopsBeyondTheLimit(int length, int limit, bool isRefused)
    {
        await using var stream = new CappedStream(new MemoryStream(new byte[length]), limit);

        var failure = await Record.ExceptionAsync(() => stream.CopyToAsync(Stream.Null, Cancellation));

        Assert.Equal(isRefused, failure is IOException);
        Assert.True(isRefused || stream.Position == length);
    }

    [Fact]
    public void Read_Sync_IsCountedLikeAsync()
    {
        using var stream = new CappedStream(new MemoryStream(new byte[5]), 4);
        var buffer = new byte[3];

#pragma warning disable CA1849 // the synchronous side is what is tested
        Assert.Equal(3, stream.Read(buffer, 0, 3));
        Assert.Throws<IOException>(() => stream.Read(buffer, 0, 3));
#pragma warning restore CA1849
    }

    [Fact]
    public void Dispose_ReleasesTheInnerStream()
    {
        var inner = new MemoryStream([1]);

        new CappedStream(inner, 1).Dispose();

        Assert.False(inner.CanRead);
    }

    [Fact]
    public void Stream_IsForReadingForwardOnly()
    {
        using var stream = new CappedStream(new MemoryStream([1]), 1);

        Assert.Equal((true, false, false), (stream.CanRead, stream.CanSeek, stream.CanWrite));
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.Position = 0);
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        Assert.Throws<NotSupportedException>(() => stream.Write([], 0, 0));
        Assert.Throws<NotSupportedException>(() => stream.Length);
    }

    /// <summary>In whatever pieces it is read, the content comes through whole up to the limit.</summary>
    [Fact]
    public void Read_AnyPieces_GivesTheContentOrRefuses() => Prop.ForAll<byte[], PositiveInt,
        NonNegativeInt>(static (content, piece, limit) =>
    {
        content ??= [];
        using var stream = new CappedStream(new MemoryStream(content), limit.Get);
        var read = new List<byte>();
        var buffer = new byte[piece.Get];
        try
        {
            for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            {
                read.AddRange(buffer[..count]);
            }
        }
        catch (IOException)
        {
            return content.Length > limit.Get && read.Count <= limit.Get;
        }

        return content.Length <= limit.Get && read.SequenceEqual(content);
    }).QuickCheckThrowOnFailure();
}
