using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace McpGateway.Cli.Profiles;

/// <summary>
/// Room on the disk for a file's next content, taken before there is that content. A provider that rotates refresh tokens ends the old one
/// when it gives out the next: whether the next can be kept has to be known before it is asked for.
/// </summary>
internal sealed partial class ReservedFile : IDisposable
{
    private const string Ending = ".next";

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
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}{Ending}";
        var file = new ReservedFile(path, draft, PrivateFile.Create(draft));
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

    /// <summary>
    /// Takes up what processes that were killed have left in a directory: a next content that is whole takes its file's place, for the old
    /// one may be spent; the rest is removed. Only for who keeps others out of the directory.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="isWhole">Whether bytes are a whole content.</param>
    /// <returns>Whether there was one that is not whole: a process was killed between taking room and filling it.</returns>
    public static bool Recover(string directory, Func<ReadOnlyMemory<byte>, bool> isWhole)
    {
        var wasUnfilled = false;
        foreach (var draft in Directory.GetFiles(directory, "*" + Ending))
        {
            if (Draft().Match(draft) is not { Success: true } match)
            {
                continue;
            }

            // What was reserved and not written is zeros, also after a content that was not cut yet.
            var content = File.ReadAllBytes(draft).AsMemory().TrimEnd((byte)0);
            var target = match.Groups["target"].Value;
            var isFilled = isWhole(content);
            if (isFilled && File.GetLastWriteTimeUtc(target) <= File.GetLastWriteTimeUtc(draft))
            {
                PrivateFile.Write(target, content.Span);
            }

            wasUnfilled |= !isFilled;
            File.Delete(draft);
        }

        return wasUnfilled;
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

    [GeneratedRegex(@"^(?<target>.+)\.[0-9a-f]{8}\.next$")]
    private static partial Regex Draft();
}
