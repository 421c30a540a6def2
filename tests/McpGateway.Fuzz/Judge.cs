using System.Diagnostics;

namespace McpGateway.Fuzz;

/// <summary>Runs one input and says what is wrong with how the parser took it.</summary>
internal static class Judge
{
    /// <summary>Far above what any input takes: only work that grows faster than its input gets here.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <returns>The fingerprint, or the problem.</returns>
    public static (int Fingerprint, string? Problem) Try(FuzzTarget target, byte[] input)
    {
        var (fingerprint, problem) = TryOnce(target, input);

        // The first call pays for what is made once, and another process may have held this one up: what counts happens again.
        for (var again = 0; again < 2 && problem is not null; again++)
        {
            (fingerprint, problem) = TryOnce(target, input);
        }

        return (fingerprint, problem);
    }

    private static (int Fingerprint, string? Problem) TryOnce(FuzzTarget target, byte[] input)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        try
        {
            var fingerprint = target.Run(input);
            var elapsed = Stopwatch.GetElapsedTime(started);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            var problem = elapsed > Slow ? $"took {elapsed.TotalSeconds:F1} s for {input.Length} bytes"
                : allocated > target.FreeBytes + (target.BytesPerByte * input.Length)
                    ? $"allocated {allocated} bytes for {input.Length} bytes"
                : null;
            return (fingerprint, problem);
        }
#pragma warning disable CA1031 // every exception that gets here is what is looked for
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return (0, $"{failure.GetType().Name}: {failure.Message}\n{failure.StackTrace}");
        }
    }
}
