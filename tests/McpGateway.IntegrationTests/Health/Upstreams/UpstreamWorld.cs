using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>The composed product, with servers registered in it as an operator would and called as a client would.</summary>
public sealed class UpstreamWorld : IAsyncLifetime
{
    private static int _servers;

    private ComposedGateway _gateway = null!;
    private HttpClient _administrator = null!;
    private HttpClient _client = null!;

    internal ComposedGateway Gateway => _gateway;

    internal HttpClient Client => _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Limits of steps that a test server may use up.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; init; } =
        [("Health:DiscoverTimeout", "00:00:03"), ("Health:PingTimeout", "00:00:03"), ("Health:ToolsTimeout", "00:00:10")];

    public async ValueTask InitializeAsync()
    {
        _gateway = await ComposedGateway.StartAsync([.. Settings]);
        _administrator = await _gateway.SignedInAsync(ComposedGateway.Administrator);
        _client = await _gateway.BearerAsync(ComposedGateway.Administrator);
    }

    public async ValueTask DisposeAsync()
    {
        _administrator?.Dispose();
        _client?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    public static string NewPath() => string.Create(CultureInfo.InvariantCulture, $"/up{Interlocked.Increment(ref _servers)}");

    /// <summary>Registers a server, switches it on, and waits for its first check.</summary>
    public async Task<JsonElement> RegisterAsync(string path, string url, params (string Name, string Value)[] fields)
    {
        await _gateway.PostAsync("/api/servers/register", new FormUrlEncodedContent(
        [
            new("name", path[1..]), new("description", "A server under test"), new("path", path), new("proxy_pass_url", url),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]));
        await _gateway.PostAsync(
            "/api/servers/toggle", new FormUrlEncodedContent([new("path", path), new("new_state", "true")]));
        return await DetailAsync(path);
    }

    public async Task<JsonElement> DetailAsync(string path) =>
        await _administrator.GetFromJsonAsync<JsonElement>($"/api/servers{path}", Cancellation);

    /// <summary>Gives a server another address; the form answers with a redirect to its page.</summary>
    public async Task EditAsync(string path, string url)
    {
        using var form = new FormUrlEncodedContent([new("name", path[1..]), new("proxy_pass_url", url)]);
        using var answer = await _administrator.PostAsync(new Uri($"/api/edit{path}", UriKind.Relative), form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    public Task<JsonElement> CheckAsync(string path) => _gateway.PostAsync($"/api/refresh{path}");

    public async Task<JsonElement> GetAsync(string target) =>
        await _administrator.GetFromJsonAsync<JsonElement>(target, Cancellation);

    /// <summary>Calls the tool as a client of that era does: with a handshake, or with a request that describes itself.</summary>
    /// <returns>HTTP status and what the tool said; null when it said nothing.</returns>
    public async Task<(HttpStatusCode Status, string? Text)> CallAsync(
        string address, bool isStateless = false, params (string Name, string Value)[] headers)
    {
        List<(string Name, string Value)> all = [.. headers];
        if (isStateless)
        {
            all.AddRange([("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "alpha")]);
        }
        else
        {
            all.AddRange(await ShakeAsync(address, headers));
        }

        var parameters = new JsonObject { ["name"] = "alpha", ["arguments"] = new JsonObject() };
        if (isStateless)
        {
            parameters["_meta"] = new JsonObject
            {
                ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
                ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
                ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
            };
        }

        using var answer = await PostAsync(address, "tools/call", parameters, 2, all);
        return (answer.StatusCode, await TextAsync(answer));
    }

    internal Task<HttpResponseMessage> PostAsync(
        string address, string method, JsonObject parameters, int id, IEnumerable<(string Name, string Value)> headers)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    internal static JsonObject Handshake() => new()
    {
        ["protocolVersion"] = "2025-06-18",
        ["capabilities"] = new JsonObject(),
        ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
    };

    /// <summary>Whatever comes of it: some servers work without a handshake.</summary>
    private async Task<IReadOnlyList<(string Name, string Value)>> ShakeAsync(
        string address, IReadOnlyList<(string Name, string Value)> headers)
    {
        using var answer = await PostAsync(address, "initialize", Handshake(), 1, headers);
        await answer.Content.ReadAsStringAsync(Cancellation);
        return answer.Headers.TryGetValues("Mcp-Session-Id", out var id) ? [("Mcp-Session-Id", id.Single())] : [];
    }

    private static async Task<string?> TextAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        return body.Contains("\"ran\"", StringComparison.Ordinal) ? "ran" : body;
    }
}
