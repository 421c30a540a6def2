using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>A machine on which no gateway has run yet: settings, and an empty directory for the data.</summary>
internal sealed class EmptyMachine : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mcp-gateway-empty-");
    private readonly Dictionary<string, string?> _settings;

    public EmptyMachine(IReadOnlyDictionary<string, string?> settings)
    {
        _settings = new(settings, StringComparer.Ordinal) { ["DATA_DIR"] = _data.FullName, ["ADMIN_PASSWORD"] = null };
        TestLog.Current.SecretSettings(_settings);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Names of what is in the data directory.</summary>
    public IEnumerable<string> Files => _data.EnumerateFileSystemInfos().Select(static entry => entry.Name);

    /// <summary>Runs a command of the program.</summary>
    public async Task<(int ExitCode, string Output)> TryAsync(params string[] arguments)
    {
        var (code, output) = await ChildProcess.RunAsync(
            "dotnet", [Repository.Host, .. arguments], Cancellation, _settings, _data.FullName);
        TestLog.Current.Write("gateway command", output);
        return (code, output);
    }

    /// <summary>Runs a command, which must succeed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output) = await TryAsync(arguments);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>Starts the gateway on what the commands have put there.</summary>
    public Task<GatewayProcess> StartAsync() => GatewayProcess.StartAsync(Cancellation, _settings);

    public ValueTask DisposeAsync()
    {
        _data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
