using System.Diagnostics;
using System.Runtime.InteropServices;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>The gateway's program beside the SQLite library of the system, which Debian keeps for years.</summary>
internal sealed class OldSqlite : IDisposable
{
    private const string Library = "libe_sqlite3.so";
    private static readonly Version Oldest = new(3, 51, 3);
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 2 };

    /// <summary>On the disk of the build, so that its files can be linked to.</summary>
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(Repository.Root, "artifacts", "tests", "old-sqlite-" + Guid.NewGuid().ToString("N")));

    private OldSqlite(string version) => Version = version;

    public string Version { get; }

    public string Host => Path.Combine(_folder.FullName, Path.GetFileName(Repository.Host));

    /// <summary>Skips the test where the system has no library, or none that is older.</summary>
    public static async Task<OldSqlite> ProgramAsync(CancellationToken cancellationToken)
    {
        var system = Directory.Exists("/usr/lib")
            ? Directory.EnumerateFiles("/usr/lib", "libsqlite3.so.0", Below).FirstOrDefault()
            : null;
        Assert.SkipWhen(system is null, "The system has no SQLite library.");
        var version = VersionOf(system);
        Assert.SkipWhen(System.Version.Parse(version) >= Oldest, $"The system's SQLite {version} is not too old.");
        var program = new OldSqlite(version);
        using var copying = Process.Start(
            "cp", ["--recursive", "--link", Path.GetDirectoryName(Repository.Host)! + "/.", program._folder.FullName]);
        await copying.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, copying.ExitCode);
        var platform = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        var native = Path.Combine(program._folder.FullName, "runtimes", platform, "native", Library);

        // The file is a link to the one of the build, which stays: it is taken away before another is put there.
        File.Delete(native);
        File.Copy(system, native);
        return program;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string VersionOf(string library)
    {
        var handle = NativeLibrary.Load(library);
        try
        {
            var text = Marshal.GetDelegateForFunctionPointer<Text>(NativeLibrary.GetExport(handle, "sqlite3_libversion"))();
            return Marshal.PtrToStringUTF8(text)!;
        }
        finally
        {
            NativeLibrary.Free(handle);
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Text();
}
