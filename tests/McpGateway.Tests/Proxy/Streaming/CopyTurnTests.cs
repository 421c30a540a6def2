using System.IO.Pipelines;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.Streaming;

/// <summary>That a body which never has to be waited for does not hold its thread.</summary>
public sealed class CopyTurnTests
{
    [Theory]
    [InlineData(100_000, 0)]
    [InlineData(1_000_000, 7)]
    public async Task CopyAsync_SourceThatIsNeverSlow_GivesItsThreadAwayFromTimeToTime(int size, int turns)
    {
        var before = SynchronizationContext.Current;
        var others = new Queueing();
        SynchronizationContext.SetSynchronizationContext(others);
        try
        {
            using var source = new MemoryStream(new byte[size]);
            var pipe = new Pipe(new(pauseWriterThreshold: 0, resumeWriterThreshold: 0));

            var copying = RawCopier.CopyAsync(source, pipe.Writer, TestContext.Current.CancellationToken).AsTask();

            Assert.Equal(turns == 0, copying.IsCompleted);
            others.RunUntil(copying);
            Assert.Equal(size, await copying);
            Assert.InRange(others.Yielded, turns, turns * 3);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>A thread with other work: what yields is queued behind it.</summary>
    private sealed class Queueing : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Run, object? State)> _queue = new();

        public int Yielded { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Yielded++;
            _queue.Enqueue((d, state));
        }

        public void RunUntil(Task done)
        {
            while (!done.IsCompleted && _queue.TryDequeue(out var next))
            {
                next.Run(next.State);
            }
        }
    }
}
