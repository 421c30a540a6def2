using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A process under test: its output is kept, lines can be awaited, and it never outlives the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private bool _isDisposed;

    private ChildProcess(Process process) => _process = process;

    public string Output => string.Join('\n', _lines);

    public int ProcessId => _process.Id;

    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? Repository.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => child.Take(line.Data);
        process.ErrorDataReceived += (_, line) => child.TakeError(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs to the end and answers exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string file, IEnumerable<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string,
        string?>? environment = null,
        string? directory = null)
    {
        await using var child = Start(file, arguments, environment, directory);
        child._process.StandardInput.Close();
        await child._process.WaitForExitAsync(cancellationToken);
        return (child._process.ExitCode, child.Output);
    }

    /// <summary>
    /// Runs to the end and answers exit code, everything that was printed, and the lines of standard error. A process that does not end is
    /// ended after five minutes, and fails the test.
    /// </summary>
    public static async Task<(int ExitCode, string Output, IReadOnlyList<string> Errors)> RunApartAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string directory,
        CancellationToken cancellationToken)
    {
        await using var child = Start(file, arguments, environment, directory);
        child._process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        await child._process.WaitForExitAsync(limit.Token);
        return (child._process.ExitCode, child.Output, [.. child._errors]);
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>The first line, already printed or still to come, for which <paramref name="pick"/> answers something.</summary>
    /// <param name="pick">Answers null for a line that is not the one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="patience">When the line counts as missing; a minute when not stated.</param>
    public async Task<T> WaitForLineAsync<T>(Func<string, T?> pick, CancellationToken cancellationToken, TimeSpan? patience = null)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Patience);
        while (true)
        {
            if (_lines.Select(pick).FirstOrDefault(found => found is not null) is { } picked)
            {
                return picked;
            }

            Assert.False(
                _process.HasExited && _arrived.CurrentCount == 0,
                $"The process ended with {(_process.HasExited ? _process.ExitCode : 0)}:\n{Output}");
            try
            {
                await _arrived.WaitAsync(TimeSpan.FromSeconds(1), limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"The expected line did not come:\n{Output}");
            }
        }
    }

    /// <param name="signal">Its name, such as <c>TERM</c>.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends the process with SIGKILL and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _arrived.Dispose();
    }

    private void TakeError(string? line)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
        }

        Take(line);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        try
        {
            _arrived.Release();
        }
        catch (ObjectDisposedException)
        {
            // The last lines may come while the process is being disposed of; they are in the queue.
        }
    }
}
