using System.Collections.Concurrent;
using McpGateway.IntegrationTests.Proxy;

namespace McpGateway.IntegrationTests.FastPath;

/// <summary>Answers any number of requests on a connection, and keeps what it was sent.</summary>
internal sealed class RecordingUpstream : IAsyncDisposable
{
    public const string Result = """{"jsonrpc":"2.0","id":1,"result":{}}""";

    private readonly RawUpstream _upstream;
    private ConcurrentQueue<string> _requests = new();

    public RecordingUpstream(string? answer = null) => _upstream = new(async (stream, token) =>
    {
        while (await RawUpstream.ReadRequestAsync(stream, token) is { Length: > 0 } request)
        {
            _requests.Enqueue(request);
            var text = answer ?? (request.Contains("\"id\"", StringComparison.Ordinal)
                ? $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Upstream: yes\r\nContent-Length: {Result.Length}\r\n\r\n{Result}"
                : "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
            await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(text), token);
        }
    });

    public Uri Address => _upstream.Address;

    /// <summary>Since the last time, each with its lines in order, as the order of headers says nothing.</summary>
    public string Take()
    {
        var taken = Interlocked.Exchange(ref _requests, new());
        return string.Join("\n====\n", taken.Select(request =>
            string.Join('\n', request.Replace(Address.Authority, "upstream", StringComparison.Ordinal).Split("\r\n")
                .Order(StringComparer.Ordinal))));
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();
}
