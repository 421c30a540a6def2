using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>A gateway with a metrics port, in front of a server whose times are known, and calls to it whose number is known.</summary>
internal sealed partial class MeasuredGateway : IAsyncDisposable
{
    public const string Path = "/measured";

    /// <summary>Calls of each tool in one load, and what they are counted as.</summary>
    public static readonly IReadOnlyList<(string Tool, int Count, string Error)> Load =
    [
        ("wait_50", 20, "none"), ("wait_200", 8, "none"), ("wait_1000", 4, "none"), ("stream_600", 3, "none"), ("fail", 6, "http_error"),
        ("refuse", 5, "rpc_error"), ("break", 4, "tool_error"), ("break_stream", 2, "tool_error"),
    ];

    public const int Denied = 3;
    public const int Unauthenticated = 5;

    private readonly MeasuredServer _upstream;
    private readonly HttpClient _client = new();

    private MeasuredGateway(GatewayProcess process, MeasuredServer upstream, Uri metrics) =>
        (Process, _upstream, Metrics) = (process, upstream, metrics);

    public GatewayProcess Process { get; }

    /// <summary>Of the port for scrapers.</summary>
    public Uri Metrics { get; }

    /// <summary>Seconds that clients waited, by tool.</summary>
    public Dictionary<string, List<double>> Waited { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<MeasuredGateway> StartAsync(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OTEL_PROMETHEUS_PORT"] = "0",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var upstream = await MeasuredServer.StartAsync(Cancellation);
        var process = await GatewayProcess.StartAsync(Cancellation, environment);
        await process.SignInAsync(Cancellation);
        await process.RegisterAsync(Path, upstream.Address, Cancellation, "Measured");
        return new(
            process, upstream,
            new($"http://127.0.0.1:{Listening().Match(process.Output).Groups[1].Value}/metrics"));
    }

    /// <summary>A client's first steps, then every call of the load, refused ones included.</summary>
    public async Task RunLoadAsync(string token, string restricted)
    {
        const string Initialize = """
            {"jsonrpc":"2.0","id":1,"method":"initialize",
             "params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"ground-truth","version":"1"}}}
            """;
        await CallAsync(token, Initialize);
        await CallAsync(token, """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        foreach (var (tool, count, _) in Load)
        {
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => TimedAsync(token, tool)));
        }

        for (var call = 0; call < Denied; call++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(restricted, MessageOf("wait_50")));
        }

        for (var call = 0; call < Unauthenticated; call++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(null, MessageOf("wait_50")));
        }
    }

    /// <summary>A token that may list tools and call none.</summary>
    public async Task<string> RestrictedTokenAsync()
    {
        const string Scope = """
            {"scope_name":"listing-only","server_access":[{"server":"measured","methods":["initialize","tools/list"],"tools":[]}],
             "group_mappings":["registry-admins"],"create_in_idp":false}
            """;
        using var content = new StringContent(Scope, System.Text.Encoding.UTF8, "application/json");
        using var response = await Process.Client.PostAsync(
            new Uri("/api/servers/groups/import", UriKind.Relative), content, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        return await Process.VendAsync(Cancellation, "listing-only");
    }

    /// <summary>
    /// Scrapes until so many requests have ended on the server's path: a client may have its answer before it is counted.
    /// </summary>
    public Task<Samples> ScrapeAsync(int requests) => Eventually.GetAsync(
        async () => Samples.Read(await _client.GetStringAsync(Metrics, Cancellation)) is var samples
            && samples.Sum("mcp_auth_requests_total", ("server", "measured")) >= requests ? samples : null,
        $"the count of {requests} requests");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Process.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private async Task TimedAsync(string token, string tool)
    {
        var started = Stopwatch.GetTimestamp();
        await CallAsync(token, MessageOf(tool));
        var waited = Stopwatch.GetElapsedTime(started).TotalSeconds;
        lock (Waited)
        {
            (Waited.TryGetValue(tool, out var list) ? list : Waited[tool] = []).Add(waited);
        }
    }

    private async Task<HttpStatusCode> CallAsync(string? token, string message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Process.Address, Path + "/mcp"));
        request.Content = new StringContent(message, System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        using var response = await _client.SendAsync(request, Cancellation);
        await response.Content.ReadAsByteArrayAsync(Cancellation);
        return response.StatusCode;
    }

    private static string MessageOf(string tool) => JsonSerializer.Serialize(new
    {
        jsonrpc = "2.0",
        id = 3,
        method = "tools/call",
        @params = new { name = tool, arguments = new { } },
    });

    [GeneratedRegex(@"Metrics are at http://\S+:(\d+)/metrics")]
    private static partial Regex Listening();
}
