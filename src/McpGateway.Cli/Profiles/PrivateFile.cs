using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace McpGateway.Cli.Profiles;

/// <summary>Files that only their owner reads (mode 600 where there are modes), written whole or not at all.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Replaces the file: who reads it sees the old content or the new one. A full disk leaves the old one.</summary>
    /// <param name="mode">For a file that is not for its owner alone; null for one that is.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        CreateDirectory(Path.GetDirectoryName(path)!);

        var target = TargetOf(path);
        var temporary = $"{target}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp";
        try
        {
            using (var stream = Create(temporary, mode ?? OwnerOnly))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The file that is replaced: a path that is a link into somebody's dotfiles stays one.</summary>
    public static string TargetOf(string path) =>
        File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;

    /// <summary>Makes the directory for its owner alone; one that is there stays as it is.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerDirectory);
        }
    }

    /// <summary>Takes a file away from all but its owner.</summary>
    /// <returns>The mode that it had; null when it was its owner's alone.</returns>
    [UnsupportedOSPlatform("windows")]
    public static UnixFileMode? Tighten(string path)
    {
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerDirectory) == 0)
        {
            return null;
        }

        File.SetUnixFileMode(path, OwnerOnly);
        return mode;
    }

    /// <summary>A new file for writing, and for its owner alone.</summary>
    public static FileStream Create(string path) => Create(path, OwnerOnly);

    private static FileStream Create(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        return new(path, options);
    }
}
