using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>
/// Servers of the transport of 2024-11-05 are found, advertised and called at <c>/sse</c>, however they name their message address.
/// </summary>
public sealed class SseUpstreamTests(UpstreamWorld world) : IClassFixture<UpstreamWorld>
{
    private const string Relative = "/messages?session_id=";
    private const string Inner = "http://mcp-inner.svc.cluster.local:8080/messages?session_id=";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// What the endpoint event says, how events are spelled, what is registered, and the transport that is stated (or none).
    /// </summary>
    [Theory]
    [InlineData(Relative, "\n", "sse", "sse")]
    [InlineData(Inner, "\n", "sse", "sse")]
    [InlineData("messages?session_id=", "\r\n", "sse", "sse")]
    [InlineData(Relative, "\r\n", "", "sse")]
    [InlineData(Inner, "\n", "sse", null)]
    public async Task Server_OfTheOldTransport_IsDiscoveredCallableAndHealthy(
        string endpoint, string newLine, string registered, string? transport)
    {
        var upstream = new LegacyServer(endpoint, newLine);
        await using var server = RawServer.Start(upstream.ServeAsync);
        var path = UpstreamWorld.NewPath();
        (string, string)[] fields = transport is null ? [] : [("supported_transports", transport)];

        var detail = await world.RegisterAsync(path, new Uri(server.Address, registered).AbsoluteUri, fields);

        Assert.Equal(("healthy", 1), (detail.GetProperty("health_detail").GetString(), detail.GetProperty("num_tools").GetInt32()));
        var address = detail.GetProperty("gateway_url").GetString()!;
        Assert.EndsWith(path + "/sse", address, StringComparison.Ordinal);
        Assert.Contains("\"ran\"", await CallAsync(address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_OfTheOldTransport_HasOneAddressEverywhere()
    {
        var upstream = new LegacyServer(Relative, "\n");
        await using var server = RawServer.Start(upstream.ServeAsync);
        var path = UpstreamWorld.NewPath();
        var detail = await world.RegisterAsync(path, new Uri(server.Address, "sse").AbsoluteUri, ("supported_transports", "sse"));
        var address = detail.GetProperty("gateway_url").GetString()!;

        var wellKnown = (await world.GetAsync("/.well-known/mcp-servers")).GetProperty("servers").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == path[1..]);
        var transport = (await world.GetAsync($"/v0.1/servers/io.mcpgateway%2F{path[1..]}/versions/latest"))
            .GetProperty("server").GetProperty("remotes")[0];

        Assert.Equal((address, "sse"), (wellKnown.GetProperty("url").GetString(), wellKnown.GetProperty("transport").GetString()));
        Assert.Equal((address, "sse"), (transport.GetProperty("url").GetString(), transport.GetProperty("type").GetString()));
    }

    private async Task<string> CallAsync(string address)
    {
        using var opening = new HttpRequestMessage(HttpMethod.Get, address);
        opening.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        using var stream = await world.Client.SendAsync(opening, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        stream.EnsureSuccessStatusCode();
        await using var events = SseParser.Create(await stream.Content.ReadAsStreamAsync(Cancellation))
            .EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("endpoint", events.Current.EventType);
        var messages = new Uri(new Uri(address), events.Current.Data).AbsoluteUri;

        (await world.PostAsync(messages, "initialize", UpstreamWorld.Handshake(), 1, [])).Dispose();
        Assert.True(await events.MoveNextAsync());
        (await world.PostAsync(messages, "tools/call", new() { ["name"] = "alpha", ["arguments"] = new JsonObject() }, 2, [])).Dispose();
        Assert.True(await events.MoveNextAsync());
        return events.Current.Data;
    }

    /// <summary>Each stream is a session of its own, whose number its message address ends with.</summary>
    private sealed class LegacyServer(string endpoint, string newLine)
    {
        private static readonly UpstreamKind Answers = new("answers") { Path = "/messages" };

        private readonly ConcurrentDictionary<int, Channel<string>> _streams = new();
        private int _last;

        public async Task ServeAsync(RawRequest request, RawConnection connection)
        {
            if (request is { Method: "GET", Path: "/sse" })
            {
                var id = Interlocked.Increment(ref _last);
                var stream = _streams[id] = Channel.CreateUnbounded<string>();
                await connection.WriteAsync(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                    + $"event: endpoint{newLine}data: {endpoint}{id}{newLine}{newLine}");
                await foreach (var message in stream.Reader.ReadAllAsync(connection.Ending))
                {
                    await connection.WriteAsync($"event: message{newLine}data: {message}{newLine}{newLine}");
                }
            }
            else if (request.Method == "POST"
                && request.Target.StartsWith(Relative, StringComparison.Ordinal)
                && int.TryParse(request.Target[Relative.Length..], CultureInfo.InvariantCulture, out var session)
                && _streams.TryGetValue(session, out var stream))
            {
                await connection.WriteAsync("HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nAccepted");
                if (Answers.AnswerTo(request) is { IsJsonRpc: true } answer)
                {
                    await stream.Writer.WriteAsync(answer.Body, connection.Ending);
                }
            }
            else
            {
                await connection.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            }
        }
    }
}
