using System.Diagnostics;
using System.Net;
using System.Text;

namespace McpGateway.Load.Attack;

/// <summary>Calls of ordinary users: one after the other on connections of their own, a pause between them, each timed.</summary>
internal sealed class Callers(string name, string url, IReadOnlyList<string?> tokens, HttpMethod method) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private const string Call =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"current_time_by_timezone","arguments":{"tz_name":"UTC"}}}""";

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private List<double> _milliseconds = [];
    private int _failures;
    private Task _calling = Task.CompletedTask;

    public void Start() => _calling = Task.WhenAll(tokens.Select(token => Task.Run(() => CallAsync(token))));

    /// <summary>What was measured since the last time.</summary>
    public Latencies Take()
    {
        lock (_lock)
        {
            var taken = new Latencies(name, [.. _milliseconds.Order()], _failures);
            (_milliseconds, _failures) = ([], 0);
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calling;
        _stop.Dispose();
    }

    private async Task CallAsync(string? token)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 });
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var isAnswered = await TryCallAsync(client, token);
            var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            lock (_lock)
            {
                _milliseconds.Add(milliseconds);
                _failures += isAnswered ? 0 : 1;
            }

            await Task.Delay(Pause);
        }
    }

    private async Task<bool> TryCallAsync(HttpClient client, string? token)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent(Call, Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            request.Headers.TryAddWithoutValidation("X-Authorization", $"Bearer {token}");
        }

        try
        {
            using var response = await client.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>Sorted times of calls, in milliseconds.</summary>
internal sealed record Latencies(string Name, IReadOnlyList<double> Sorted, int Failures)
{
    public double At(double quantile) => Sorted.Count == 0 ? double.NaN : Sorted[(int)(quantile * (Sorted.Count - 1))];
}
