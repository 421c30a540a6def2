using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace McpGateway.Load.Scale;

/// <summary>One call after the other on one connection, at several targets in turn.</summary>
internal static class TimedCalls
{
    public const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

    public const string Call =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"current_time_by_timezone","arguments":{"tz_name":"UTC"}}}""";

    /// <returns>Median milliseconds to the last byte for each target, and the bytes of its answer.</returns>
    public static async Task<IReadOnlyList<(double Milliseconds, int Bytes)>> MediansAsync(
        string body, int rounds, params (string Url, string? Token)[] targets)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 });
        var times = targets.Select(static _ => new List<double>()).ToArray();
        var bytes = new int[targets.Length];
        for (var round = -2; round < rounds; round++)
        {
            for (var i = 0; i < targets.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                bytes[i] = await CallAsync(client, body, targets[i].Url, targets[i].Token);
                if (round >= 0)
                {
                    times[i].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            }
        }

        return [.. times.Select((list, i) => (list.Order().ElementAt(list.Count / 2), bytes[i]))];
    }

    /// <returns>Bytes of the answer.</returns>
    /// <exception cref="InvalidOperationException">The answer is not 200.</exception>
    public static async Task<int> CallAsync(HttpClient client, string body, string url, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Authorization", $"Bearer {token}");
        }

        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? answer.Length
            : throw new InvalidOperationException($"{url} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}");
    }
}
