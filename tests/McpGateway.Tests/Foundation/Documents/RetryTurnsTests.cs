using McpGateway.Foundation.Documents;

namespace McpGateway.Tests.Foundation.Documents;

/// <summary>Writers of one document take turns; those of others do not wait for them.</summary>
public sealed class RetryTurnsTests : IDisposable
{
    private readonly RetryTurns _turns = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task Enter_SameDocument_OneAtATime()
    {
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(
            async () =>
            {
                using var turn = await _turns.EnterAsync(new("k", "same", null, null), Cancel);
                most = Math.Max(most, ++inside);
                await Task.Yield();
                inside--;
            },
            Cancel)));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Enter_OtherDocuments_AreNotAllHeldUp()
    {
        using var held = await _turns.EnterAsync(new("k", "held", null, null), Cancel);

        // One of many may share the queue; not all do.
        var entered = 0;
        foreach (var key in Enumerable.Range(0, 64))
        {
            var entering = _turns.EnterAsync(new("k", $"key{key}", null, null), new CancellationToken(canceled: false));
            if (entering.IsCompletedSuccessfully)
            {
                entered++;
                (await entering).Dispose();
            }
        }

        Assert.InRange(entered, 40, 64);
    }

    [Fact]
    public async Task Enter_CancelledWhileWaiting_LeavesTheQueueUsable()
    {
        var write = new DocumentWrite("k", "same", null, null);
        var held = await _turns.EnterAsync(write, Cancel);
        using var stop = new CancellationTokenSource();
        var waiting = _turns.EnterAsync(write, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        held.Dispose();

        (await _turns.EnterAsync(write, Cancel)).Dispose();
    }
}
