namespace McpGateway.Cli.Profiles;

/// <summary>Keeps other processes of the user out while a file is read, changed and written.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="path">Of the lock file, which is made when it is not there, and stays.</param>
    /// <param name="patience">How long to wait for whoever holds it.</param>
    /// <exception cref="TimeoutException">It was held all the time.</exception>
    public static async Task<IDisposable> TakeAsync(string path, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(begun) < patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (IOException held)
            {
                throw new TimeoutException($"Another process holds {path} for more than {patience.TotalSeconds:0} s.", held);
            }
        }
    }
}
