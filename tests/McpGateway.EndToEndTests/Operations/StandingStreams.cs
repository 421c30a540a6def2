using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>
/// Clients that keep the stream open on which a server speaks by itself, and open it again when it ends, as MCP clients do. A stream must
/// end cleanly; until another replica takes it, a client is told to try again (503).
/// </summary>
internal sealed class StandingStreams : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly string _path;
    private readonly string _session;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task[] _running;
    private int _open;
    private int _ended;

    /// <param name="client">Where they are opened; disposed of with this.</param>
    /// <param name="token">Of a caller who may.</param>
    /// <param name="path">The server's endpoint.</param>
    /// <param name="session">The session that they belong to.</param>
    /// <param name="count">How many.</param>
    public StandingStreams(HttpClient client, string token, string path, string session, int count)
    {
        (_client, _path, _session) = (client, path, session);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _running = [.. Enumerable.Range(0, count).Select(_ => KeepAsync())];
    }

    public int Open => Volatile.Read(ref _open);

    /// <summary>How many have come to a clean end.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>What else happened.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client.Dispose();
        _ending.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await OpenOnceAsync();
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException)
            {
                Failures.Enqueue(cut.ToString());
                return;
            }
        }
    }

    private async Task OpenOnceAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _path);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        request.Headers.TryAddWithoutValidation("Mcp-Session-Id", _session);
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ending.Token);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                Failures.Enqueue($"{answer.StatusCode}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), _ending.Token);
            return;
        }

        Interlocked.Increment(ref _open);
        try
        {
            // A stream that is cut throws.
            await answer.Content.CopyToAsync(Stream.Null, _ending.Token);
            Interlocked.Increment(ref _ended);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
