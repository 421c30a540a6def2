using System.Runtime.InteropServices;

namespace McpGateway.Foundation;

/// <summary>Files and directories that belong to the owner of the process alone: mode 600 and 700.</summary>
public static partial class PrivateFiles
{
    private const UnixFileMode OwnerDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Advice = "Make DATA_DIR writable for the user that runs the process, or set DATA_DIR to another directory.";

    /// <summary>Creates the directory when it is missing. One that exists keeps its mode: the operator chose it.</summary>
    /// <exception cref="StorageUnusableException">The directory cannot be created.</exception>
    public static void PrepareDirectory(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                Directory.CreateDirectory(directory, OwnerDirectory);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The directory {directory} cannot be created", failure);
        }
    }

    /// <summary>Opens a file for reading and writing; a new one is private from its first byte on.</summary>
    /// <exception cref="StorageUnusableException">The file cannot be opened for writing.</exception>
    public static FileStream Open(string file, FileMode mode)
    {
        try
        {
            return new(file, Private(mode, FileShare.ReadWrite));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"{file} cannot be opened for writing", failure);
        }
    }

    /// <summary>Holds a file, made when it is missing, for as long as the stream is open: the lock ends with the process.</summary>
    /// <returns>Null when another process holds it.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream? TryHold(string file)
    {
        var options = Private(FileMode.OpenOrCreate, FileShare.None);
        options.BufferSize = 0;
        try
        {
            return new(file, options);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>Takes group and others' access away from a file.</summary>
    /// <returns>Whether there was any to take away.</returns>
    public static bool Tighten(string file)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & ~(OwnerFile | UnixFileMode.UserExecute)) == 0)
        {
            return false;
        }

        try
        {
            File.SetUnixFileMode(file, OwnerFile);
            return true;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StorageUnusableException(
                $"{file} can be read by other users and belongs to someone else, so that its mode cannot be corrected. "
                    + $"Run 'chmod 600 {file}' as its owner.", failure);
        }
    }

    /// <summary>
    /// Gives a finished draft its name, unless the name is taken: of many processes that try it at once, exactly one succeeds. The draft is
    /// for the caller to delete. (<see cref="File.Move(string, string)"/> looks first and renames then: the last of two would win.)
    /// </summary>
    /// <returns>False when there is such a file, which stays as it is.</returns>
    /// <exception cref="IOException">The name cannot be given.</exception>
    public static bool TryPlace(string draft, string file)
    {
        if (!OperatingSystem.IsWindows() && Link(draft, file) == 0)
        {
            return true;
        }

        // Also where there are no hard links, as on some network shares: there two that look at the same moment remain possible.
        if (File.Exists(file))
        {
            return false;
        }

        try
        {
            File.Move(draft, file, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(file))
        {
            return false;
        }
    }

    // link(2) fails with EEXIST where the name is taken, in one step.
    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string added);

    private static FileStreamOptions Private(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return options;
    }

    private static StorageUnusableException Unusable(string what, Exception failure) =>
        new($"{what} ({failure.Message}). {Advice}", failure);
}
