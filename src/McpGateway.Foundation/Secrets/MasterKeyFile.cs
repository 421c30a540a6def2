using System.Security.Cryptography;

namespace McpGateway.Foundation.Secrets;

/// <summary>The generated master key in the data directory, for installations that set no <c>SECRET_KEY</c>.</summary>
internal sealed partial class MasterKeyFile(string dataDirectory, ILogger<MasterKeyFile> logger)
{
    private const string FileName = "secret.key";
    private const string FormerName = "secret.key.previous";

    private readonly string _directory = Path.GetFullPath(dataDirectory);

    private string FilePath => Path.Combine(_directory, FileName);

    private string FormerPath => Path.Combine(_directory, FormerName);

    /// <exception cref="StorageUnusableException">The file is there but is not a key, or cannot be read or created.</exception>
    public MasterKey LoadOrCreate()
    {
        PrivateFiles.PrepareDirectory(_directory);
        if (!File.Exists(FilePath))
        {
            Create();
        }
        else if (PrivateFiles.Tighten(FilePath))
        {
            LogTightened(FilePath);
        }

        return MasterKey.FromBytes(Read(FilePath));
    }

    /// <summary>The key that was exchanged and is still accepted; null when there is none.</summary>
    /// <exception cref="StorageUnusableException">The file is there but is not a key, or cannot be read.</exception>
    public MasterKey? LoadFormer() => ReadFormer() is { } former ? MasterKey.FromBytes(former) : null;

    /// <returns>Null when there is none.</returns>
    /// <exception cref="StorageUnusableException">The file is there but is not a key, or cannot be read.</exception>
    public byte[]? ReadCurrent() => File.Exists(FilePath) ? Read(FilePath) : null;

    /// <inheritdoc cref="ReadCurrent"/>
    public byte[]? ReadFormer() => File.Exists(FormerPath) ? Read(FormerPath) : null;

    /// <returns>False when there is a key, which stays.</returns>
    /// <exception cref="StorageUnusableException">It cannot be written.</exception>
    public bool Install(byte[] key)
    {
        PrivateFiles.PrepareDirectory(_directory);
        return !File.Exists(FilePath) && Place(key, FilePath, overwrite: false);
    }

    /// <summary>The former key is in its new place before the new one takes its place: at no moment is a key nowhere.</summary>
    /// <exception cref="StorageUnusableException">It cannot be written.</exception>
    public void Exchange()
    {
        Place(Read(FilePath), FormerPath, overwrite: true);
        Place(RandomNumberGenerator.GetBytes(MasterKey.Size), FilePath, overwrite: true);
    }

    /// <summary>Writes the whole key beside its place and moves it there: no one ever reads half a key.</summary>
    /// <returns>False when there is a key that is not to be overwritten.</returns>
    private static bool Place(byte[] key, string file, bool overwrite)
    {
        var draft = $"{file}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = PrivateFiles.Open(draft, FileMode.CreateNew))
            {
                stream.Write(key);
                stream.Flush(flushToDisk: true);
            }

            if (!overwrite)
            {
                return PrivateFiles.TryPlace(draft, file);
            }

            File.Move(draft, file, overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnusableException(
                $"The key file {file} cannot be written ({failure.Message}). "
                    + "Make DATA_DIR writable for the user that runs the process, or set SECRET_KEY.",
                failure);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static byte[] Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnusableException(
                $"The key file {file} cannot be read ({failure.Message}). Make it readable for the user that runs the process.",
                failure);
        }

        return bytes.Length == MasterKey.Size
            ? bytes
            : throw new StorageUnusableException(
                $"The key file {file} must hold exactly {MasterKey.Size} bytes. Restore it from a backup, or set SECRET_KEY. "
                    + "What was sealed with a lost key cannot be read again.");
    }

    /// <summary>Of two processes that create it at once the first wins; the other's key is gone before anybody has used it.</summary>
    private void Create()
    {
        if (Place(RandomNumberGenerator.GetBytes(MasterKey.Size), FilePath, overwrite: false))
        {
            LogCreated(FilePath);
        }
    }

    [LoggerMessage(
        EventId = 1010, Level = LogLevel.Information,
        Message = "Created the key for stored secrets in {File}. Back it up together with the database.")]
    private partial void LogCreated(string file);

    [LoggerMessage(
        EventId = 1011, Level = LogLevel.Warning,
        Message = "{File} could be read by other users; its mode is 600 now. Consider its key as known to them.")]
    private partial void LogTightened(string file);
}
