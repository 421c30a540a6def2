namespace McpGateway.Tests.Cli;

/// <summary>Whether others on the machine can read a file.</summary>
internal static class PrivateModes
{
    /// <summary>Fails unless the file is its owner's alone (mode 600), where there are modes.</summary>
    public static void Verify(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }
}
