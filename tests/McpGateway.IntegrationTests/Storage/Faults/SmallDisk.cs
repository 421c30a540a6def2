using System.Diagnostics;
using McpGateway.Tests.Storage;

namespace McpGateway.IntegrationTests.Storage.Faults;

/// <summary>A file system in memory that can be filled. Needs the right to mount; without it the test is skipped by name.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Size = "160m";

    private readonly TemporaryDirectory _mount = new();

    private SmallDisk()
    {
    }

    /// <summary>For a data directory; not there yet.</summary>
    public string Directory => _mount.File("data");

    private string Filler => _mount.File("filler");

    public static async Task<SmallDisk> MountAsync(CancellationToken cancellationToken)
    {
        var disk = new SmallDisk();
        if (Environment.UserName != "root"
            || await RunAsync("mount", ["-t", "tmpfs", "-o", "size=" + Size, "none", disk._mount.Path], cancellationToken) != 0)
        {
            disk._mount.Dispose();
            Assert.Skip("A file system cannot be mounted here.");
        }

        await PostgresServer.OwnAsync(disk._mount.Path, cancellationToken);
        return disk;
    }

    public void Fill()
    {
        using var file = File.Create(Filler);
        var block = new byte[64 * 1024];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", ["-l", _mount.Path], CancellationToken.None);
        _mount.Dispose();
    }

    private static async Task<int> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }
}
