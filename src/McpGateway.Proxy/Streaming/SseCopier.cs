using System.Buffers;
using System.IO.Pipelines;

namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Copies one event stream: flushed as it comes, silence bridged by comments between events, read no faster than the client takes it.
/// Two parties write: the copy loop, and the timer while the loop waits for upstream. <see cref="_state"/> says whose turn it is. The
/// relay hands out whole events, or says that it does not, so it is known whether the client is between two events.
/// </summary>
internal sealed class SseCopier(PipeWriter target, TimeProvider clock, TimeSpan keepAlive, SseRelay relay)
{
    private const int Waiting = 0;
    private const int Copying = 1;
    private const int Beating = 2;

    private const int ReadSize = 8 * 1024;
    private const int FlushSize = 32 * 1024;

    private int _state = Copying;
    private long _lastWrite = clock.GetTimestamp();
    private bool _isFlushed;
    private bool _isClientGone;
    private int _unflushed;
    private TaskCompletionSource _beat = new();
    private CancellationToken _cancellationToken;
    private ITimer? _timer;

    public long Bytes { get; private set; }

    public async Task<SseEnd> CopyAsync(Stream source, CancellationToken cancellationToken)
    {
        try
        {
            return await CopyToEndAsync(source, cancellationToken);
        }
        catch (OperationCanceledException) when (_isClientGone)
        {
            return SseEnd.ClientGone;
        }
    }

    private async Task<SseEnd> CopyToEndAsync(Stream source, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        await using var timer = clock.CreateTimer(static self => ((SseCopier)self!).Tick(), this, keepAlive, Timeout.InfiniteTimeSpan);
        _timer = timer;
        var turn = default(CopyTurn);
        while (true)
        {
            // An empty read holds no buffer while an idle stream waits, maybe for hours.
            await ReadAsync(source, Memory<byte>.Empty);
            var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
            int count;
            try
            {
                count = await ReadAsync(source, buffer);
                if (count == 0)
                {
                    relay.Complete(target);
                    return SseEnd.Complete;
                }

                if (!Write(buffer.AsSpan(0, count)))
                {
                    return SseEnd.TooLarge;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            if (_unflushed >= FlushSize)
            {
                await FlushAsync();
            }

            await turn.UseAsync(count);
        }
    }

    private bool Write(ReadOnlySpan<byte> chunk)
    {
        Bytes += chunk.Length;
        _unflushed += chunk.Length;
        _isFlushed = false;
        return relay.TryRelay(chunk, target);
    }

    private async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer)
    {
        var read = source.ReadAsync(buffer, _cancellationToken);
        if (read.IsCompleted)
        {
            return await read;
        }

        if (!_isFlushed)
        {
            await FlushAsync();
        }

        Volatile.Write(ref _state, Waiting);
        try
        {
            return await read;
        }
        finally
        {
            await TakeTurnAsync();
        }
    }

    private async ValueTask FlushAsync()
    {
        _unflushed = 0;
        _isFlushed = true;
        var flushed = await target.FlushAsync(_cancellationToken);
        _lastWrite = clock.GetTimestamp();
        if (flushed.IsCompleted)
        {
            _isClientGone = true;
            throw new OperationCanceledException("The client stopped reading.");
        }
    }

    private async ValueTask TakeTurnAsync()
    {
        while (Interlocked.CompareExchange(ref _state, Copying, Waiting) == Beating)
        {
            await _beat.Task;
        }
    }

    private void Tick()
    {
        var silence = clock.GetElapsedTime(Volatile.Read(ref _lastWrite));
        if (silence < keepAlive)
        {
            _timer?.Change(keepAlive - silence, Timeout.InfiniteTimeSpan);
            return;
        }

        _beat = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _state, Beating, Waiting) != Waiting)
        {
            // In the middle of a write that the client takes slowly.
            _timer?.Change(keepAlive, Timeout.InfiniteTimeSpan);
            return;
        }

        _ = BeatAsync(_beat);
    }

    private async Task BeatAsync(TaskCompletionSource beat)
    {
        try
        {
            if (relay.IsBetweenEvents)
            {
                target.Write(": keep-alive\n\n"u8);
                await target.FlushAsync(_cancellationToken);
            }

            _lastWrite = clock.GetTimestamp();
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or IOException)
        {
            // The client has gone; the copy loop ends by its token.
        }
        finally
        {
            Volatile.Write(ref _state, Waiting);
            beat.SetResult();
            _timer?.Change(keepAlive, Timeout.InfiniteTimeSpan);
        }
    }
}

/// <summary>How the copy of an event stream ended.</summary>
internal enum SseEnd
{
    Complete,

    /// <summary>An event was larger than what may be held to filter it.</summary>
    TooLarge,

    /// <summary>The client stopped reading.</summary>
    ClientGone,
}
