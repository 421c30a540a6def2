using McpGateway.Foundation;

namespace McpGateway.Storage.Sqlite;

/// <summary>
/// One gateway alone serves from a SQLite store: each keeps what it read in memory and would not see what another one writes. It holds a
/// lock of the operating system on a file beside the database, which ends with the process, however that ends. Commands that read or fill
/// the store do not take it.
/// </summary>
/// <param name="dataDirectory">Of the database; null where the store is for several gateways.</param>
internal sealed partial class SoleServer(string? dataDirectory, TimeProvider time, ILogger<SoleServer> logger) : IDisposable
{
    /// <summary>How long a predecessor that is ending is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string FileName = "mcpgateway.serving";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private FileStream? _held;

    /// <summary>Returns when no other gateway serves from here. Does nothing where several may.</summary>
    /// <exception cref="StorageUnusableException">Another one goes on.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        if (dataDirectory is null || _held is not null)
        {
            return;
        }

        var directory = Path.GetFullPath(dataDirectory);
        PrivateFiles.PrepareDirectory(directory);
        var begun = time.GetTimestamp();
        var isTold = false;
        while ((_held = TryHold(Path.Combine(directory, FileName))) is null)
        {
            if (time.GetElapsedTime(begun) >= Patience)
            {
                throw new StorageUnusableException(
                    $"Another gateway serves from {directory}, and a SQLite database has one only. Stop that one, set DATA_DIR to another "
                        + "directory, or use PostgreSQL for several.");
            }

            if (!isTold)
            {
                LogWaiting(directory, Patience.TotalSeconds);
                isTold = true;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public void Dispose() => _held?.Dispose();

    /// <returns>Null when somebody else has it.</returns>
    private static FileStream? TryHold(string file)
    {
        try
        {
            return PrivateFiles.TryHold(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnusableException(
                $"{file} cannot be opened for writing ({failure.Message}). Make DATA_DIR writable for the user that runs the process, or "
                    + "set DATA_DIR to another directory.", failure);
        }
    }

    [LoggerMessage(
        EventId = 10007, Level = LogLevel.Warning,
        Message = "Another gateway serves from {Directory}. It is waited for up to {Seconds} seconds.")]
    private partial void LogWaiting(string directory, double seconds);
}
