using System.Security.Cryptography;
using McpGateway.Cli.Profiles;

namespace McpGateway.Cli.Credentials.Files;

/// <summary>
/// Room on the disk for a file's next content, taken before there is that content. A provider that rotates refresh tokens ends the old one
/// when it gives out the next: whether the next can be kept has to be known before it is asked for.
/// </summary>
internal sealed class ReservedFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _target;
    private readonly string _draft;
    private readonly FileStream _stream;

    private ReservedFile(string target, string draft, FileStream stream) => (_target, _draft, _stream) = (target, draft, stream);

    /// <param name="path">Of the file that is to be replaced or made, for its owner alone.</param>
    /// <param name="bytes">How much room is taken.</param>
    /// <exception cref="IOException">There is no room, or the directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static ReservedFile Take(string path, int bytes)
    {
        PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var file = new ReservedFile(path, draft, new(draft, options));
        try
        {
            file._stream.Write(new byte[bytes]);
            file._stream.Flush(flushToDisk: true);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The content takes the file's place: who reads it sees the old or the new one.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public void Commit(ReadOnlySpan<byte> content)
    {
        _stream.Position = 0;
        _stream.Write(content);
        _stream.SetLength(content.Length);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_draft, _target, overwrite: true);
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is not wanted any more.
        }

        try
        {
            File.Delete(_draft);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already, with its directory.
        }
    }
}
