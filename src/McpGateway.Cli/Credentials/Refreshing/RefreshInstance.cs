using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Refreshing;

/// <summary>
/// The one process that watches a token directory. It holds a lock as long as it lives, and its number is in
/// <c>token_refresher.pid</c>; a new one takes the place of an old one unless it is told not to.
/// </summary>
internal sealed class RefreshInstance : IDisposable
{
    public const string PidFile = "token_refresher.pid";
    private const string LockFile = ".token_refresher.lock";

    private readonly FileStream _lock;
    private readonly TokenDirectory _directory;
    private bool _isAnnounced;
    private bool _isTold;

    private RefreshInstance(FileStream held, TokenDirectory directory) => (_lock, _directory) = (held, directory);

    /// <param name="directory">That is watched.</param>
    /// <param name="replaces">Whether a process that watches it already is ended.</param>
    /// <exception cref="CommandFailure">There is one, and it stays.</exception>
    /// <exception cref="TimeoutException">There is one that does not finish what it is at.</exception>
    public static async Task<RefreshInstance> BeginAsync(
        TokenDirectory directory, bool replaces, TimeProvider time, CancellationToken cancellationToken)
    {
        Profiles.PrivateFile.CreateDirectory(directory.FullPath);
        var held = TryLock(directory);
        if (held is null)
        {
            var running = RunningProcess(directory);
            if (!replaces || running is null)
            {
                throw new CommandFailure(
                    ExitCodes.Failed, $"{directory.FullPath} is watched by another process already{Numbered(running)}",
                    "Leave out --no-kill to take its place.");
            }

            using (running)
            using (await directory.LockAsync(time, cancellationToken))
            {
                // Whoever renews tokens has the lock: it is not ended between spending one and keeping the next.
                await PoliteEnd.OfAsync(running, time, cancellationToken);
            }

            held = TryLock(directory) ?? throw new CommandFailure(
                ExitCodes.Failed, $"{directory.FullPath} is watched by another process that could not be ended");
        }

        return new(held, directory);
    }

    /// <summary>
    /// Writes the number of the process where others look for it, if it is not there yet. Without it tokens are kept fresh all the same,
    /// only that another process cannot take this one's place.
    /// </summary>
    /// <param name="warn">Hears once that it cannot be written.</param>
    public void Announce(Action<string> warn)
    {
        if (_isAnnounced)
        {
            return;
        }

        try
        {
            _directory.Write(PidFile, OwnNumber + "\n");
            _isAnnounced = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_isTold)
            {
                warn($"{PidFile}: not written, {failure.Message}; it is tried again, and tokens are kept fresh without it");
            }

            _isTold = true;
        }
    }

    /// <summary>Takes the number away, unless it is another's by now, and lets others at the directory.</summary>
    public void Dispose()
    {
        try
        {
            if (_isAnnounced && File.ReadAllText(_directory.Of(PidFile)).Trim() == OwnNumber)
            {
                File.Delete(_directory.Of(PidFile));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A number that nobody has is told from a process that runs.
        }

        _lock.Dispose();
    }

    private static string OwnNumber => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static FileStream? TryLock(TokenDirectory directory)
    {
        try
        {
            return new FileStream(directory.Of(LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The process of the file, if it is one of this program: numbers are given out again.</summary>
    private static Process? RunningProcess(TokenDirectory directory)
    {
        try
        {
            var text = File.ReadAllText(directory.Of(PidFile)).Trim();
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var number) || number == Environment.ProcessId)
            {
                return null;
            }

            using var own = Process.GetCurrentProcess();
            var other = Process.GetProcessById(number);
            return other.ProcessName == own.ProcessName ? other : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException
            or Win32Exception)
        {
            return null;
        }
    }

    private static string Numbered(Process? process) => process is null ? "" : $" ({process.Id.ToString(CultureInfo.InvariantCulture)})";
}
