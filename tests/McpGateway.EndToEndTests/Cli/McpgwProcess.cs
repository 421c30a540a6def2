using System.Collections.Concurrent;
using System.Diagnostics;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>The program as a user starts it.</summary>
internal sealed class McpgwProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private McpgwProcess(Process process) => _process = process;

    public static string Program { get; } = Repository.Host.Replace("McpGateway.Host.dll", "mcpgw.dll", StringComparison.Ordinal)
        .Replace("McpGateway.Host", "McpGateway.Cli", StringComparison.Ordinal);

    public static McpgwProcess Start(TestCli cli, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = cli.Home,
        };
        start.Environment["HOME"] = cli.Home;
        start.Environment["MCPGW_CONFIG_DIR"] = cli.Configuration;
        start.Environment.Remove("MCPGW_URL");
        var running = new McpgwProcess(new Process { StartInfo = start });
        running._process.ErrorDataReceived += (_, line) =>
        {
            running._errors.Enqueue(line.Data ?? "");
            running._arrived.Release();
        };
        running._process.Start();
        running._process.StandardInput.Close();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <param name="signal">Its name, such as <c>INT</c>.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public string Errors => string.Join('\n', _errors);

    public static async Task<CliResult> RunAsync(TestCli cli, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var running = Start(cli, arguments);
        var output = await running._process.StandardOutput.ReadToEndAsync(cancellationToken);
        var exitCode = await running.WaitForExitAsync(cancellationToken);
        return new(exitCode, output, string.Join('\n', running._errors));
    }

    public async Task<string> WaitForErrorAsync(Func<string, string?> pick, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            if (_errors.Select(pick).OfType<string>().FirstOrDefault() is { } found)
            {
                return found;
            }

            await _arrived.WaitAsync(limit.Token);
        }
    }

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _arrived.Dispose();
    }
}
