using System.IO.Compression;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>
/// The programs that judge the files of <c>deploy/</c>. What <c>./build.sh tools</c> installs has to be there on CI; elsewhere its tests
/// are skipped by name.
/// </summary>
internal static class DeployTools
{
    private static readonly SemaphoreSlim Unpacking = new(1, 1);

    private static string Checks => Path.Combine(Repository.Root, "eng", "deploy");

    private static string Packages => Path.Combine(Checks, "node_modules");

    /// <summary>Runs a script of <c>eng/deploy</c>.</summary>
    public static Task<(int ExitCode, string Output)> CheckAsync(
        string script, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        Require(Packages);
        return ChildProcess.RunAsync("node", [Path.Combine(Checks, script), .. arguments], cancellationToken);
    }

    /// <summary>A real Helm, out of the package in which AWS publishes it as a layer of functions.</summary>
    public static async Task<(int ExitCode, string Output)> HelmAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        await ChildProcess.RunAsync(await HelmPathAsync(cancellationToken), arguments, cancellationToken);

    /// <summary>A program of the system.</summary>
    /// <param name="isInstalled">Whether <c>./build.sh tools</c> brings it.</param>
    public static string Find(string name, bool isInstalled)
    {
        var found = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':')
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(
            found is null && !(isInstalled && Repository.IsContinuousIntegration),
            isInstalled ? $"{name} is not installed (./build.sh tools)." : $"{name} is not on this machine, and no package has it.");
        return found ?? throw new InvalidOperationException($"{name} is not installed: ./build.sh tools brings it.");
    }

    private static async Task<string> HelmPathAsync(CancellationToken cancellationToken)
    {
        Require(Packages);
        var helm = Path.Combine(Repository.Root, "artifacts", "tools", "helm");
        await Unpacking.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(helm))
            {
                Unpack(helm);
            }

            return helm;
        }
        finally
        {
            Unpacking.Release();
        }
    }

    private static void Unpack(string helm)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(helm)!);
        var layer = Directory.EnumerateFiles(Path.Combine(Packages, "@aws-cdk"), "layer.zip", SearchOption.AllDirectories).Single();
        using var archive = ZipFile.OpenRead(layer);
        archive.GetEntry("helm/helm")!.ExtractToFile(helm + ".new", overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(helm + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.Move(helm + ".new", helm);
    }

    private static void Require(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The programs are those for Linux.");
        Assert.SkipUnless(
            Directory.Exists(folder) || Repository.IsContinuousIntegration, "The checks' packages are not installed (./build.sh tools).");
    }
}
