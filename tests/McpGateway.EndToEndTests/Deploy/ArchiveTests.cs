using System.Net;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>The archive: the steps of its README, taken with nothing but what is in it, below a root of the test's.</summary>
[Collection(PublishedImage.Collection)]
public sealed partial class ArchiveTests(PublishedImage published)
{
    /// <summary>Commands that need root or a running systemd; everything else is what the machine has.</summary>
    private const string Stand = """
        set -euo pipefail
        sudo() { "$@"; }
        editor() { test -f "$1"; }
        systemctl() { test -f "$ROOT/etc/systemd/system/mcp-gateway.service"; }
        journalctl() { :; }

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_OfTheReadme_InstallWhatTheUnitNames_AndItStarts()
    {
        using var root = new TemporaryDirectory();
        await InstallAsync(root);
        var unit = await File.ReadAllTextAsync(root.File("etc/systemd/system/mcp-gateway.service"), Cancellation);
        var named = Named().Matches(unit).Select(static match => match.Groups["path"].Value).ToArray();

        Assert.Equal(3, named.Length);
        Assert.All(named, path => Assert.True(File.Exists(root.Path + path), $"{path} is not installed."));

        var data = Directory.CreateDirectory(root.File("data")).FullName;
        await using var gateway = ChildProcess.Start(
            root.File("opt/mcp-gateway/McpGateway.Host"), ["--urls", "http://127.0.0.1:0"], await EnvironmentAsync(root, data), data);
        var address = await gateway.WaitForLineAsync(
            static line => Listening().Match(line) is { Success: true } match ? match.Groups["url"].Value : null, Cancellation);
        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri(address + "/health"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task Links_OfTheReadme_LeadToFilesOfTheArchive()
    {
        using var directory = new TemporaryDirectory();
        var folder = await UnpackAsync(directory);
        var readme = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), Cancellation);
        var links = Links().Matches(readme).Select(static match => match.Groups["path"].Value).ToArray();

        Assert.NotEmpty(links);
        Assert.All(links, path => Assert.True(File.Exists(Path.Combine(folder, path)), $"{path} is not in the archive."));
        Assert.True(File.Exists(Path.Combine(folder, "docs", "settings.md")));
    }

    private async Task InstallAsync(TemporaryDirectory root)
    {
        var folder = await UnpackAsync(root);
        Directory.CreateDirectory(root.File("etc/systemd/system"));
        var readme = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), Cancellation);
        var steps = Steps().Match(readme).Groups["steps"].Value
            .Replace("tar -xzf mcp-gateway-VERSION-linux-x64.tar.gz", "true", StringComparison.Ordinal)
            .Replace("mcp-gateway-VERSION-linux-x64", Path.GetFileName(folder), StringComparison.Ordinal);
        var (code, output) = await ChildProcess.RunAsync(
            "bash", ["-c", Stand + RootPaths().Replace(steps, " $ROOT/${folder}/")], Cancellation,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["ROOT"] = root.Path }, root.Path);
        Assert.True(code == 0, output);
    }

    /// <returns>The one folder that is in the archive.</returns>
    private async Task<string> UnpackAsync(TemporaryDirectory directory)
    {
        var (code, output) = await ChildProcess.RunAsync("tar", ["-xzf", published.Archive, "-C", directory.Path], Cancellation);
        Assert.True(code == 0, output);
        return Assert.Single(Directory.EnumerateDirectories(directory.Path));
    }

    /// <summary>As systemd reads the file, but that the data are the test's.</summary>
    private static async Task<Dictionary<string, string?>> EnvironmentAsync(TemporaryDirectory root, string data)
    {
        var lines = await File.ReadAllLinesAsync(root.File("etc/mcp-gateway/gateway.env"), Cancellation);
        var environment = lines.Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line.Split('=', 2))
            .ToDictionary(static pair => pair[0], static string? (string[] pair) => pair[1], StringComparer.Ordinal);
        Assert.Contains("PUBLIC_URL", environment.Keys);
        environment["DATA_DIR"] = data;
        environment["ADMIN_PASSWORD"] = GatewayProcess.Password;
        return environment;
    }

    [GeneratedRegex(@"^(Documentation=file:|ExecStart=|EnvironmentFile=)(?<path>/\S+)$", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<url>http://127\.0\.0\.1:[1-9]\d*)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"\]\((?<path>[^):#]+)(#[^)]*)?\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"```bash\n(?<steps>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Steps();

    [GeneratedRegex(" /(?<folder>opt|etc)/")]
    private static partial Regex RootPaths();
}
