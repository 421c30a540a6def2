using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Forwarding;

public sealed class BodyReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>However the bytes come: they arrive whole up to the limit, and not at all above it.</summary>
    [Fact]
    public void Read_AnyPieces_AreTheBodyOrTooLarge() => Prop.ForAll(
        Gen.Choose(1, 9000).Select(length => Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray()).ListOf().ToArbitrary(),
        Gen.Choose(1, 40_000).ToArbitrary(),
        (pieces, limit) =>
        {
            var context = Exchanges.Context();
            Exchanges.SendBody(context, pieces);
            byte[] whole = [.. pieces.SelectMany(piece => piece)];

            var (result, body) = BodyReader.ReadAsync(context, limit, memory: null, Cancel).AsTask().GetAwaiter().GetResult();
            var isRight = whole.Length > limit ? result == BodyResult.TooLarge
                : result == BodyResult.Whole && body.Memory.Span.SequenceEqual(whole) && body.Length == whole.Length;
            body.Return();
            return isRight;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData(100L, 100, true)]
    [InlineData(101L, 100, false)]
    [InlineData(1L << 40, 100, false)]
    [InlineData(5L, 100, true)]
    public async Task Read_AnnouncedLength_DecidesBeforeAnyByteIsRead(long announced, int limit, bool isRead)
    {
        var context = Exchanges.Context();
        context.Request.ContentLength = announced;
        Exchanges.SendBody(context, [new byte[Math.Min(announced, limit)]]);

        var (result, _) = await BodyReader.ReadAsync(context, limit, memory: null, Cancel);

        Assert.Equal(isRead ? BodyResult.Whole : BodyResult.TooLarge, result);
    }

    [Fact]
    public async Task Read_FramingThatNoNumberHolds_IsAFaultOfTheRequest()
    {
        var context = Exchanges.Context();
        Exchanges.SendBody(context, [[1, 2]], new IOException("chunk", new OverflowException()));

        await Assert.ThrowsAsync<BadHttpRequestException>(async () => await BodyReader.ReadAsync(context, 100, memory: null, Cancel));
    }

    [Fact]
    public async Task Read_FaultThatTheServerNamed_KeepsItsStatus()
    {
        var context = Exchanges.Context();
        Exchanges.SendBody(context, [[1]], new BadHttpRequestException("slow", StatusCodes.Status408RequestTimeout));

        var fault = await Assert.ThrowsAsync<BadHttpRequestException>(async () =>
            await BodyReader.ReadAsync(context, 100, memory: null, Cancel));
        Assert.Equal(StatusCodes.Status408RequestTimeout, fault.StatusCode);
    }

    [Theory]
    [InlineData(50L, 100, 100L)]
    [InlineData(500L, 100, 500L)]
    [InlineData(null, 100, null)]
    public async Task Read_LimitOfTheServer_IsRaisedToOursAndNeverLowered(long? theirs, int ours, long? expected)
    {
        var context = Exchanges.Context();
        var feature = new Limit { MaxRequestBodySize = theirs };
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(feature);
        Exchanges.SendBody(context, []);

        await BodyReader.ReadAsync(context, ours, memory: null, Cancel);

        Assert.Equal(expected, feature.MaxRequestBodySize);
    }

    [Theory]
    [InlineData(0, 10, true)]
    [InlineData(10, 10, true)]
    [InlineData(11, 10, false)]
    [InlineData(100_000, 100_000, true)]
    [InlineData(100_001, 100_000, false)]
    public async Task BoundedRead_Stream_UpToTheLimit(int length, int limit, bool isRead)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        using var lease = new MemoryBudget(Options.Create(new ProxyOptions { MaxBufferedBytes = 10_000_000 })).For("alice");
        var (result, body) = await BoundedRead.ReadAsync(new Trickle(bytes), limit, lease, Cancel);

        Assert.Equal(isRead ? BodyResult.Whole : BodyResult.TooLarge, result);
        Assert.True(!isRead || body.Memory.Span.SequenceEqual(bytes));
        body.Return();
    }

    private sealed class Limit : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }

    /// <summary>Gives fewer bytes than asked for.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 777)], cancellationToken);
    }
}
