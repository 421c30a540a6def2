using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests;

/// <summary>The product as a process that may open few files and sockets, and idle connections that want more.</summary>
public sealed partial class DescriptorTests : IAsyncDisposable
{
    private const int Descriptors = 700;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mcp-gateway-descriptors-");
    private readonly List<Socket> _idle = [];
    private ChildProcess? _process;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _idle.ForEach(static socket => socket.Dispose());
        if (_process is not null)
        {
            await _process.DisposeAsync();
            TestLog.Current.Write("descriptors", _process.Output);
        }

        _data.Delete(recursive: true);
    }

    /// <summary>The limit that the process finds is what its connections follow.</summary>
    [Fact]
    public async Task IdleConnections_MoreThanTheProcessMayOpen_HealthIsAnsweredAllTheWhile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ulimit -n and the descriptors of a process as Linux has them");
        var address = await StartAsync();
        for (var opened = 0; opened < 3 * Descriptors; opened += 100)
        {
            await OpenAsync(address, 100);
            Assert.Equal(HttpStatusCode.OK, await HealthAsync(address));
        }
    }

    /// <summary>
    /// An operator who allows more connections than there are descriptors: what the process needs for itself stays its own, since a runtime
    /// that can open no assembly ends the process.
    /// </summary>
    [Fact]
    public async Task IdleConnections_MoreAllowedThanThereAreDescriptors_LimitIsLoweredAndHealthAnswered()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ulimit -n and the descriptors of a process as Linux has them");
        var address = await StartAsync(("Connections__MaxTotal", "100000"), ("Connections__MaxPerAddress", "100000"));
        Assert.Contains("LimitNOFILE", _process!.Output, StringComparison.Ordinal);
        for (var opened = 0; opened < 2 * Descriptors; opened += 100)
        {
            await OpenAsync(address, 100);
            Assert.Equal(HttpStatusCode.OK, await HealthAsync(address));
        }
    }

    private static async Task<HttpStatusCode> HealthAsync(Uri address)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(address, "/health"), Cancel);
        return answer.StatusCode;
    }

    private async Task<Uri> StartAsync(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ADMIN_PASSWORD"] = GatewayProcess.Password,
            ["DATA_DIR"] = _data.FullName,
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        TestLog.Current.SecretSettings(environment);
        string[] arguments = ["-c", $"ulimit -n {Descriptors} && exec dotnet \"$0\" --urls http://127.0.0.1:0", Repository.Host];
        _process = ChildProcess.Start("sh", arguments, environment, _data.FullName);
        return new(await _process.WaitForLineAsync(
            static line => Listening().Match(line) is { Success: true } match ? match.Value : null, Cancel));
    }

    private async Task OpenAsync(Uri address, int count)
    {
        for (var index = 0; index < count; index++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            _idle.Add(socket);
            await socket.ConnectAsync(address.Host, address.Port, Cancel);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
