using System.Data.Common;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;

namespace McpGateway.Storage.Leases;

/// <summary>A lease that is held, renewed while it is.</summary>
internal sealed class RenewedLeadership : ILeadership
{
    private static readonly TimeSpan RenewInterval = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long it is held after the last renewal was asked for: so much shorter than the lease lasts that work which is told to stop has
    /// stopped when another replica begins.
    /// </summary>
    private static readonly TimeSpan Hold = ILeaseTable.Life - TimeSpan.FromSeconds(2);

    private readonly ILeaseTable _lease;
    private readonly string _role;
    private readonly string _holder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _released = new();
    private readonly Task _renewing;
    private long _renewed;
    private int _disposed;

    /// <param name="lease">Where it is renewed.</param>
    /// <param name="role">The work.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="asked">When the lease was asked for: it cannot have begun earlier.</param>
    /// <param name="time">Measures how long it is held.</param>
    public RenewedLeadership(ILeaseTable lease, string role, string holder, long asked, TimeProvider time)
    {
        (_lease, _role, _holder, _renewed, _time) = (lease, role, holder, asked, time);
        _lost = new CancellationTokenSource(Left, time);
        Lost = _lost.Token;
        _renewing = RenewAsync();
    }

    public CancellationToken Lost { get; }

    /// <summary>Asked of the clock, not only of the timer: after a pause of the process the timer comes later than the next step.</summary>
    public bool IsHeld => !Lost.IsCancellationRequested && Left > TimeSpan.Zero;

    private TimeSpan Left
    {
        get
        {
            var left = Hold - _time.GetElapsedTime(Volatile.Read(ref _renewed));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _released.CancelAsync();
        await _renewing;
        try
        {
            await _lease.ReleaseAsync(_role, _holder);
        }
        catch (Exception failure) when (IsOfTheStore(failure))
        {
            // It expires by itself.
        }

        _released.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        var pause = RenewInterval;
        try
        {
            while (true)
            {
                await Task.Delay(pause, _time, _released.Token);
                if (!IsHeld)
                {
                    await _lost.CancelAsync();
                    return;
                }

                pause = await TryRenewAsync() ? RenewInterval : RetryInterval;
            }
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            // Given up on purpose.
        }
    }

    /// <summary>A refusal ends the leadership; silence does so only when the time is up.</summary>
    private async Task<bool> TryRenewAsync()
    {
        var asked = _time.GetTimestamp();
        try
        {
            if (!await _lease.RenewAsync(_role, _holder, _released.Token))
            {
                await _lost.CancelAsync();
                return false;
            }
        }
        catch (Exception failure) when (IsOfTheStore(failure))
        {
            return false;
        }

        Volatile.Write(ref _renewed, asked);
        _lost.CancelAfter(Left);
        return true;
    }

    private static bool IsOfTheStore(Exception failure) =>
        failure is StorageUnavailableException or DbException or TimeoutException or IOException or InvalidOperationException;
}
