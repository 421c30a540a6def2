using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

/// <summary>
/// Counts the call records of this process where the counts outlive it: those that were taken, and those of which it is known what became
/// of them. What a process leaves between the two that was killed is lost, but for a batch whose storing nobody saw any more.
/// </summary>
internal sealed partial class CallTally : IDisposable
{
    private const string Name = "call-records";

    private readonly MappedCounts? _counts;
    private readonly ILogger<CallTally> _logger;

    public CallTally(IOptions<SecretsOptions> options, ILogger<CallTally> logger)
    {
        _logger = logger;
        try
        {
            _counts = MappedCounts.Open(options.Value.DataDirectory, Name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StorageUnusableException)
        {
            // Calls are recorded all the same.
            LogUncounted(failure.Message);
        }

        if (LostBefore > 0)
        {
            LogKilled(LostBefore);
        }
    }

    /// <summary>Records that killed processes took and are not known to have stored.</summary>
    public long LostBefore => _counts?.Left ?? 0;

    public void Taken() => _counts?.AddFirst(1);

    /// <summary>They are stored, or were told to be lost.</summary>
    public void Settled(long count) => _counts?.AddSecond(count);

    public void Dispose() => _counts?.Dispose();

    [LoggerMessage(EventId = 8010, Level = LogLevel.Error,
        Message = "A process before this one was killed: up to {Count} call records that it had taken were not stored.")]
    private partial void LogKilled(long count);

    [LoggerMessage(EventId = 8011, Level = LogLevel.Information,
        Message = "Call records that are lost when the process is killed will not be counted: {Problem}")]
    private partial void LogUncounted(string problem);
}
