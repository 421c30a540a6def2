using System.Collections.Concurrent;
using System.Diagnostics;
using McpGateway.Tests.Architecture;

namespace McpGateway.IntegrationTests.Support;

/// <summary>A process under test: its output is kept, lines can be awaited, and it never outlives the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private bool _isDisposed;

    private ChildProcess(Process process) => _process = process;

    /// <summary>The lines of both streams, as they came.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Standard output alone.</summary>
    public string Printed => string.Join('\n', _printed);

    /// <summary>The lines of standard error.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? RepositoryFiles.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => child.Take(line.Data, child._printed);
        process.ErrorDataReceived += (_, line) => child.Take(line.Data, child._errors);
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
        child.CloseInput();
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
        child.CloseInput();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        await child._process.WaitForExitAsync(limit.Token);
        return (child._process.ExitCode, child.Output, child.Errors);
    }

    /// <summary>Writes to its standard input.</summary>
    public async Task WriteInputAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Nothing more comes to its standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Eventually.Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>The first line, already printed or still to come, for which <paramref name="pick"/> answers something.</summary>
    /// <param name="pick">Answers null for a line that is not the one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="patience">When the line counts as missing; <see cref="Eventually.Patience"/> when not stated.</param>
    public async Task<T> WaitForLineAsync<T>(Func<string, T?> pick, CancellationToken cancellationToken, TimeSpan? patience = null)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Eventually.Patience);
        var hasSaidAll = false;
        while (true)
        {
            if (_lines.Select(pick).FirstOrDefault(found => found is not null) is { } picked)
            {
                return picked;
            }

            if (hasSaidAll)
            {
                Assert.Fail($"The process ended with {_process.ExitCode}:\n{Output}");
            }

            try
            {
                await _arrived.WaitAsync(TimeSpan.FromSeconds(1), limit.Token);
                if (_process.HasExited)
                {
                    // Its last lines may still be on their way.
                    await _process.WaitForExitAsync(limit.Token);
                    hasSaidAll = true;
                }
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

    private void Take(string? line, ConcurrentQueue<string> stream)
    {
        if (line is null)
        {
            return;
        }

        stream.Enqueue(line);
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
