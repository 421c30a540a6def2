using System.IO.Pipelines;
using System.Text;
using McpGateway.Proxy.Streaming;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Proxy.Streaming;

/// <summary>The two copiers on a pipe whose both ends the test holds.</summary>
public sealed class CopierTests
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly TimerTime _time = new();
    private readonly Pipe _upstream = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _client = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_WholeOnesOnly_GoOutWhileUpstreamWaits()
    {
        var copying = CopyEventsAsync();

        await SendAsync("data: 1\n\ndata: 2");
        Assert.Equal("data: 1\n\n", await ReceiveAsync());
        await SendAsync("\n\n");
        Assert.Equal("data: 2\n\n", await ReceiveAsync());
        await _upstream.Writer.CompleteAsync();

        Assert.Equal(SseEnd.Complete, await copying);
    }

    [Fact]
    public async Task Events_Silence_IsBridgedAgainAndAgainBetweenEvents()
    {
        var copying = CopyEventsAsync();
        await SendAsync("data: 1\n\n");
        await ReceiveAsync();

        for (var beat = 0; beat < 3; beat++)
        {
            // The copier may be about to wait still: then the beat comes with the next turn of the clock.
            var beating = ReceiveAsync();
            while (!beating.IsCompleted)
            {
                _time.Advance(KeepAlive);
                await Task.WhenAny(beating, Task.Delay(10, Cancel));
            }

            Assert.Equal(": keep-alive\n\n", await beating);
        }

        await SendAsync("data: 2\n\n");
        Assert.Equal("data: 2\n\n", await ReceiveAsync());
        await _upstream.Writer.CompleteAsync();
        Assert.Equal(SseEnd.Complete, await copying);
    }

    [Fact]
    public async Task Events_UpstreamBreaksOff_WhatIsWholeHasGoneOut()
    {
        var copying = CopyEventsAsync();
        await SendAsync("data: 1\n\ndata: ha");
        Assert.Equal("data: 1\n\n", await ReceiveAsync());

        await _upstream.Writer.CompleteAsync(new IOException("reset"));

        await Assert.ThrowsAsync<IOException>(() => copying);
    }

    [Fact]
    public async Task Events_ClientGone_EndsTheCopy()
    {
        var copying = CopyEventsAsync();
        await _client.Reader.CompleteAsync();

        await SendAsync("data: 1\n\n");

        Assert.Equal(SseEnd.ClientGone, await copying);
    }

    [Fact]
    public async Task Events_OneOverTheLimit_EndsTheCopy()
    {
        var copying = CopyEventsAsync(maxEventBytes: 100);

        await SendAsync("data: " + new string('x', 200));

        Assert.Equal(SseEnd.TooLarge, await copying);
    }

    [Fact]
    public async Task Events_Cancelled_EndsTheCopy()
    {
        using var stop = new CancellationTokenSource();
        var copying = CopyEventsAsync(cancellationToken: stop.Token);
        await SendAsync("data: 1\n\n");
        await ReceiveAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying);
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public async Task Events_ManyBytes_AreCountedAndArriveWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"data: {i}\n\n"));
        var copier = new SseCopier(_client.Writer, _time, KeepAlive, new SseRelay(new Everything()));
        var copying = copier.CopyAsync(_upstream.Reader.AsStream(), Cancel);
        var sending = SendAsync(text);
        var received = new StringBuilder();
        while (received.Length < text.Length)
        {
            received.Append(await ReceiveAsync());
        }

        await sending;
        await _upstream.Writer.CompleteAsync();
        Assert.Equal(SseEnd.Complete, await copying);
        Assert.Equal(text, received.ToString());
        Assert.Equal(text.Length, copier.Bytes);
    }

    [Fact]
    public async Task Raw_Pieces_GoOutWhileMoreIsAwaited()
    {
        var copying = RawCopier.CopyAsync(_upstream.Reader.AsStream(), _client.Writer, Cancel).AsTask();

        await SendAsync("first");
        Assert.Equal("first", await ReceiveAsync());
        await SendAsync("second");
        Assert.Equal("second", await ReceiveAsync());
        await _upstream.Writer.CompleteAsync();

        Assert.Equal(11, await copying);
    }

    [Fact]
    public async Task Raw_SmallBodyAtOnce_IsLeftToTheServerToSendWithTheHeaders()
    {
        var count = await RawCopier.CopyAsync(new MemoryStream("small"u8.ToArray()), _client.Writer, Cancel);

        Assert.Equal(5, count);
        Assert.Equal(5, _client.Writer.UnflushedBytes);
    }

    [Fact]
    public async Task Raw_LargeBodyAtOnce_IsNeverHeldWhole()
    {
        var count = await RawCopier.CopyAsync(new MemoryStream(new byte[1_000_000]), _client.Writer, Cancel);

        Assert.Equal(1_000_000, count);
        Assert.Equal(0, _client.Writer.UnflushedBytes);
    }

    [Fact]
    public async Task Raw_ClientGone_IsToldByANegativeCount()
    {
        await _client.Reader.CompleteAsync();

        Assert.Equal(-1, await RawCopier.CopyAsync(new MemoryStream(new byte[200_000]), _client.Writer, Cancel));
    }

    private Task<SseEnd> CopyEventsAsync(int maxEventBytes = 1 << 20, CancellationToken? cancellationToken = null) =>
        new SseCopier(_client.Writer, _time, KeepAlive, new SseRelay(new Everything(), maxEventBytes))
            .CopyAsync(_upstream.Reader.AsStream(), cancellationToken ?? Cancel);

    private async Task SendAsync(string text) => await _upstream.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);

    private async Task<string> ReceiveAsync()
    {
        var read = await _client.Reader.ReadAsync(Cancel);
        var text = Encoding.UTF8.GetString(read.Buffer);
        _client.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private sealed class Everything : ISseTransform
    {
        public SseVerdict Transform(in SseEvent read, System.Buffers.IBufferWriter<byte> data) => SseVerdict.Keep;
    }
}
