using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>
/// The image archive as <c>./build.sh publish</c> and <c>./build.sh image</c> make it from these sources, once for all tests, unpacked as a
/// container engine would unpack it.
/// </summary>
public sealed class PublishedImage : IAsyncLifetime
{
    /// <summary>Of all tests that look at what was published.</summary>
    internal const string Collection = "PublishedImage";

    private const string Runtime = "linux-x64";

    private readonly TemporaryDirectory _directory = new();
    private string? _absent;
    private JsonElement _config;

    /// <summary>The folder with the image's root.</summary>
    internal string Root
    {
        get
        {
            Assert.SkipWhen(_absent is not null, _absent ?? "");
            return _directory.File("root");
        }
    }

    internal JsonElement Config => _config.GetProperty("config");

    /// <summary>The archives and lists that are handed out.</summary>
    internal static string Release => Path.Combine(Repository.Root, "artifacts", "release");

    /// <summary>The archive of program, guides and unit.</summary>
    internal string Archive
    {
        get
        {
            Assert.SkipWhen(_absent is not null, _absent ?? "");
            return Newest($"mcp-gateway-*-{Runtime}.tar.gz");
        }
    }

    public async ValueTask InitializeAsync()
    {
        _absent = Absent();
        if (_absent is not null)
        {
            return;
        }

        // Build servers would outlive the commands, and hold their output open.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",

            // Compilers of seconds gain nothing by learning what to optimise.
            ["DOTNET_TieredPGO"] = "0",
        };
        await RunAsync("bash", ["./build.sh", "publish", Runtime], environment);
        await RunAsync("bash", ["./build.sh", "image", Runtime], environment);
        await UnpackAsync();
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Absent()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            return "The image that is started here is the one for Linux on x64.";
        }

        return File.Exists("/usr/bin/apt-get") && File.Exists("/usr/bin/bwrap") || Repository.IsContinuousIntegration
            ? null
            : "The image is made of Debian packages and started with bubblewrap (./build.sh tools).";
    }

    /// <summary>From the index to the layers, each found under the sum that names it.</summary>
    private async Task UnpackAsync()
    {
        var layout = Directory.CreateDirectory(_directory.File("layout")).FullName;
        var root = Directory.CreateDirectory(_directory.File("root")).FullName;
        await RunAsync("tar", ["-xf", Newest($"*-{Runtime}.oci.tar"), "-C", layout]);
        var index = Json(Path.Combine(layout, "index.json"));
        var manifest = Json(Blob(layout, index.GetProperty("manifests")[0]));
        _config = Json(Blob(layout, manifest.GetProperty("config")));
        foreach (var layer in manifest.GetProperty("layers").EnumerateArray())
        {
            await RunAsync("tar", ["-xzf", Blob(layout, layer), "-C", root, "--numeric-owner"]);
        }
    }

    private static string Newest(string pattern) =>
        Directory.EnumerateFiles(Release, pattern).OrderByDescending(File.GetLastWriteTimeUtc).First();

    private static string Blob(string layout, JsonElement part)
    {
        var path = Path.Combine(layout, "blobs", part.GetProperty("digest").GetString()!.Replace(':', Path.DirectorySeparatorChar));
        using var content = File.OpenRead(path);
        var sum = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal(Path.GetFileName(path), sum);
        Assert.Equal(part.GetProperty("size").GetInt64().ToString(CultureInfo.InvariantCulture), $"{new FileInfo(path).Length}");
        return path;
    }

    private static JsonElement Json(string path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path));

    private static async Task RunAsync(string file, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var (code, output) = await ChildProcess.RunAsync(file, arguments, TestContext.Current.CancellationToken, environment);
        Assert.True(code == 0, $"{file} {string.Join(' ', arguments)}: {output}");
    }
}
