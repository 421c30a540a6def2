namespace McpGateway.Foundation;

/// <summary>Files and directories that belong to the owner of the process alone: mode 600 and 700.</summary>
public static class PrivateFiles
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
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        try
        {
            return new(file, options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"{file} cannot be opened for writing", failure);
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

    private static StorageUnusableException Unusable(string what, Exception failure) =>
        new($"{what} ({failure.Message}). {Advice}", failure);
}
