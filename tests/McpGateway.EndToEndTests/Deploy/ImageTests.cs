using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>
/// The image: what it says of itself, what is in it, and that it starts where nothing else is: a root file system without .NET, read-only,
/// in namespaces of its own, as an account that is not root, with a volume for the data.
/// </summary>
[Collection(PublishedImage.Collection)]
public sealed partial class ImageTests(PublishedImage image)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ReadOnlyAndNotRoot_AnswersTheFirstCall()
    {
        using var volume = new TemporaryDirectory();
        await using var gateway = Start(volume, ["--urls", "http://127.0.0.1:0"]);
        var address = await gateway.WaitForLineAsync(
            static line => Listening().Match(line) is { Success: true } match ? match.Groups["address"].Value : null, Cancellation);

        var answer = await CallAsync(new(address));
        var (healthy, _) = await RunAsync(volume, ["health", "--urls", address]);
        gateway.Signal("TERM");

        Assert.Matches(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CE", answer);
        Assert.Equal(0, healthy);
        Assert.Contains("mcpgateway.db", Directory.EnumerateFiles(volume.Path).Select(Path.GetFileName));
    }

    /// <summary>The command line as it is handed out: one file, on a machine that has no .NET.</summary>
    [Fact]
    public async Task Mcpgw_SingleFile_ListsTheServersOfTheGateway()
    {
        using var volume = new TemporaryDirectory();
        await using var gateway = Start(volume, ["--urls", "http://127.0.0.1:0"]);
        var address = await gateway.WaitForLineAsync(
            static line => Listening().Match(line) is { Success: true } match ? match.Groups["address"].Value : null, Cancellation);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = true }) { BaseAddress = new(address) };
        using var unpacked = new TemporaryDirectory();
        var archive = Directory.EnumerateFiles(PublishedImage.Release, "mcpgw-*-linux-x64.tar.gz")
            .OrderByDescending(File.GetLastWriteTimeUtc).First();
        await ChildProcess.RunAsync("tar", ["-xzf", archive, "-C", unpacked.Path, "--strip-components=1"], Cancellation);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = "/nowhere",
            ["DOTNET_ROOT"] = "/nowhere",
            ["HOME"] = unpacked.Path,
            ["MCPGW_URL"] = address,
            ["MCPGW_TOKEN"] = await VendAsync(client),
        };

        var version = await ChildProcess.RunAsync(unpacked.File("mcpgw"), ["--version"], Cancellation, environment);
        var listed = await ChildProcess.RunAsync(unpacked.File("mcpgw"), ["server", "list"], Cancellation, environment);

        Assert.Equal(0, version.ExitCode);
        Assert.StartsWith(Path.GetFileName(archive).Split('-')[1], version.Output, StringComparison.Ordinal);
        Assert.True(listed.ExitCode == 0, listed.Output);
        Assert.Contains("/currenttime", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WithoutAGateway_Fails()
    {
        using var volume = new TemporaryDirectory();

        var (code, output) = await RunAsync(volume, ["health", "--urls", "http://127.0.0.1:1"]);

        Assert.Equal(1, code);
        Assert.StartsWith("http://127.0.0.1:1/health does not answer: ", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'));
    }

    [Fact]
    public void Config_Container_IsNotRootAndHasHealthcheckAndVolume()
    {
        Assert.NotEmpty(image.Root);
        Assert.Equal("10001:10001", image.Config.GetProperty("User").GetString());
        Assert.Equal(["/app/McpGateway.Host"], Texts(image.Config.GetProperty("Entrypoint")));
        Assert.Equal(["CMD", "/app/McpGateway.Host", "health"], Texts(image.Config.GetProperty("Healthcheck").GetProperty("Test")));
        Assert.All(
            new[] { "compose.yaml", "replicas.yaml" }.Select(static file => Path.Combine(Repository.Root, "deploy", "compose", file)),
            static file => Assert.Contains(
                "test: [\"CMD\", \"/app/McpGateway.Host\", \"health\"]\n", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.True(image.Config.GetProperty("Volumes").TryGetProperty("/data", out _));
        Assert.True(image.Config.GetProperty("ExposedPorts").TryGetProperty("7860/tcp", out _));
    }

    [Fact]
    public void Content_Root_HasNeitherShellNorDotnet()
    {
        var files = Directory.EnumerateFiles(image.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => path[image.Root.Length..]).ToArray();

        Assert.Contains("/app/McpGateway.Host", files);
        Assert.Contains("/etc/ssl/certs/ca-certificates.crt", files);
        Assert.Contains("/usr/share/zoneinfo/Europe/Paris", files);
        Assert.DoesNotContain(files, static file => Shell().IsMatch(file));
        Assert.DoesNotContain(files, static file => file.EndsWith("/libcoreclr.so", StringComparison.Ordinal));
        Assert.DoesNotContain(files, static file => file.EndsWith(".pdb", StringComparison.Ordinal));
    }

    /// <summary>What scanners read: the packages from NuGet, the framework, and Debian's.</summary>
    [Fact]
    public void Parts_OfTheImage_AreListed()
    {
        var bom = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(image.Root, "app", "bom.json")));
        var parts = bom.GetProperty("components").EnumerateArray().Select(static part => part.GetProperty("purl").GetString()!).ToArray();

        Assert.Equal(("CycloneDX", "1.6"), (bom.GetProperty("bomFormat").GetString(), bom.GetProperty("specVersion").GetString()));
        Assert.Contains(parts, static part => part.StartsWith("pkg:nuget/Npgsql@10.", StringComparison.Ordinal));
        Assert.Contains(
            parts, static part => part.StartsWith("pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@10.", StringComparison.Ordinal));
        Assert.Contains(parts, static part => part.StartsWith("pkg:deb/debian/libssl3@3.", StringComparison.Ordinal));
        Assert.Distinct(parts);
    }

    [Fact]
    public async Task Checksums_OfTheRelease_AreRight()
    {
        Assert.NotEmpty(image.Root);

        var (code, output) = await ChildProcess.RunAsync(
            "sha256sum", ["--check", "--strict", "SHA256SUMS"], Cancellation, directory: PublishedImage.Release);

        Assert.True(code == 0, output);
        Assert.Contains(".oci.tar: OK", output, StringComparison.Ordinal);
        Assert.Contains("linux-x64.tar.gz: OK", output, StringComparison.Ordinal);
    }

    private ChildProcess Start(TemporaryDirectory volume, string[] arguments) =>
        ChildProcess.Start(DeployTools.Find("bwrap", isInstalled: true), Sandbox(volume, arguments));

    private Task<(int ExitCode, string Output)> RunAsync(TemporaryDirectory volume, string[] arguments) =>
        ChildProcess.RunAsync(DeployTools.Find("bwrap", isInstalled: true), Sandbox(volume, arguments), Cancellation);

    /// <summary>
    /// What a container engine would do with <c>--read-only --cap-drop ALL</c>, but for the network, which is this machine's loopback.
    /// </summary>
    private string[] Sandbox(TemporaryDirectory volume, string[] arguments) =>
    [
        "--unshare-all", "--share-net", "--die-with-parent", "--uid", "10001", "--gid", "10001", "--cap-drop", "ALL",
        "--ro-bind", image.Root, "/", "--proc", "/proc", "--dev", "/dev", "--bind", volume.Path, "/data", "--chdir", "/data",
        "--clearenv",
        .. Texts(image.Config.GetProperty("Env")).Append("ADMIN_PASSWORD=" + GatewayProcess.Password)
            .Select(static pair => pair.Split('=', 2)).SelectMany(static pair => new[] { "--setenv", pair[0], pair[1] }),
        .. Texts(image.Config.GetProperty("Entrypoint")),
        .. arguments,
    ];

    private static async Task<string> VendAsync(HttpClient client)
    {
        using var form = new FormUrlEncodedContent([new("username", "admin"), new("password", GatewayProcess.Password)]);
        using var signIn = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login") { Content = form };
        signIn.Headers.Accept.Add(new("application/json"));
        using var signedIn = await client.SendAsync(signIn, Cancellation);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        using var vended = await client.PostAsJsonAsync("/api/tokens/generate", new { expires_in_hours = 1 }, Cancellation);
        return TestLog.Current.SecretMembers(await vended.Content.ReadFromJsonAsync<JsonElement>(Cancellation))
            .GetProperty("tokens").GetProperty("access_token").GetString()!;
    }

    private static async Task<string> CallAsync(Uri address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = true }) { BaseAddress = address };
        var token = await VendAsync(client);
        using var call = new HttpRequestMessage(HttpMethod.Post, "/currenttime/mcp")
        {
            Content = JsonContent.Create(new
            {
                jsonrpc = "2.0",
                id = 1,
                method = "tools/call",
                @params = new { name = "current_time_by_timezone", arguments = new { tz_name = "Europe/Paris" } },
            }),
        };
        call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        call.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        using var answer = await client.SendAsync(call, Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(static text => text.GetString()!);

    [GeneratedRegex(@"sign in +(?<address>http://127\.0\.0\.1:\d+)/login")]
    private static partial Regex Listening();

    [GeneratedRegex("/bin/(ba|da)?sh$|/dotnet$")]
    private static partial Regex Shell();
}
