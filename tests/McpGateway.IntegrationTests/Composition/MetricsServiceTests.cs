using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Host.Observability;
using McpGateway.IntegrationTests.Health;
using McpGateway.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>Metrics that others send, and the file with the tables that their queries know.</summary>
public sealed class MetricsServiceTests
{
    private const string Key = "mcp_metrics_0123456789";

    private static readonly Uri Metrics = new("/metrics", UriKind.Relative);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The three queries of the Python product's documentation, unchanged.</summary>
    [Fact]
    public async Task Export_OfWhatWasSentAndOfCalls_AnswersTheQueriesOfThePythonProduct()
    {
        await using var gateway = await ComposedGateway.StartAsync(("METRICS_API_KEY_AUTH_SERVER", Key));
        using var sender = gateway.Anonymous(("X-API-Key", Key));
        await SendAsync(sender, HttpStatusCode.OK, Body(
            """{"type":"auth_request","value":1,"duration_ms":10,"dimensions":{"success":true,"server":"time","method":"jwt"}}""",
            """{"type":"auth_request","value":1,"duration_ms":30,"dimensions":{"success":false,"server":"time","method":"jwt"}}""",
            Execution(250, "True", "a"), Execution(50, "False", "b"),
            """{"type":"tool_discovery","value":1,"duration_ms":5,"metadata":{"query":"time","results_count":3}}"""));

        using var directory = new TemporaryDirectory();
        await using var connection = await ExportAsync(gateway, directory);

        Assert.Equal(["time|2|1|50|20"], Read(connection,
            "SELECT server, COUNT(*) as total, SUM(success) as successful, ROUND(100.0 * SUM(success) / COUNT(*), 2) as success_pct, "
                + "ROUND(AVG(duration_ms), 2) as avg_ms FROM auth_metrics GROUP BY server ORDER BY total DESC;"));
        Assert.Equal(["now|2|1|150|2"], Read(connection,
            "SELECT tool_name, COUNT(*) as calls, SUM(success) as successful, ROUND(AVG(duration_ms), 2) as avg_ms, "
                + "COUNT(DISTINCT client_name) as unique_clients FROM tool_metrics GROUP BY tool_name ORDER BY calls DESC;"));
        var slowest = Read(connection,
            "SELECT tool_name, server_name, ROUND(duration_ms, 2) as duration_ms, datetime(timestamp) as time, success FROM tool_metrics "
                + "ORDER BY duration_ms DESC LIMIT 20;");
        Assert.Matches(@"^now\|time\|250\|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\|1$", slowest[0]);
        Assert.Equal(["auth-server|1|1000"], Read(connection, "SELECT service_name, is_active, rate_limit FROM api_keys"));
        Assert.Equal(["5"], Read(connection, "SELECT COUNT(*) FROM metrics"));
        Assert.Equal(["time|3"], Read(connection, "SELECT query, results_count FROM discovery_metrics"));
    }

    [Theory]
    [InlineData("""{"metrics":[{"type":"custom","value":1}]}""")]
    [InlineData("""{"service":"a b","metrics":[{"type":"custom","value":1}]}""")]
    [InlineData("""{"service":"a","metrics":[]}""")]
    [InlineData("""{"service":"a","metrics":[{"type":"unknown","value":1}]}""")]
    [InlineData("""{"service":"a","metrics":[{"type":"custom"}]}""")]
    [InlineData("""{"service":"a","metrics":[{"type":"custom","value":1e13}]}""")]
    [InlineData("""{"service":"a","metrics":[{"type":"custom","value":1,"duration_ms":-1}]}""")]
    [InlineData("""{"service":"a","metrics":[{"type":"custom","value":1,"timestamp":"2999-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"service":"a","metrics":[{"type":"custom","value":1,"dimensions":{"1st":"x"}}]}""")]
    [InlineData("""{"service":"a","metrics":[{"type":"custom","value":1},7]}""")]
    public async Task Post_BodyThatDoesNotFit_IsRefusedAsAWhole(string body)
    {
        await using var gateway = await ComposedGateway.StartAsync(("MetricsService:ApiKeys", $"tests={Key}"));
        using var sender = gateway.Anonymous(("X-API-Key", Key));

        await SendAsync(sender, HttpStatusCode.UnprocessableEntity, body);

        using var directory = new TemporaryDirectory();
        await using var connection = await ExportAsync(gateway, directory);
        Assert.Equal(["0"], Read(connection, "SELECT COUNT(*) FROM metrics"));
    }

    /// <summary>Times long past get no place in the store, however many days they are of.</summary>
    [Fact]
    public async Task Post_OldTimes_AreWarnedOfAndKeptAsLongAsAnything()
    {
        await using var gateway = await ComposedGateway.StartAsync(
            ("MetricsService:ApiKeys", $"tests={Key}"), ("METRICS_RETENTION_DAYS", "30"));
        using var sender = gateway.Anonymous(("X-API-Key", Key));
        static string At(DateTimeOffset time) => $$"""{"type":"custom","value":1,"timestamp":"{{time:O}}"}""";
        var now = DateTimeOffset.UtcNow;

        using var answer = await SendAsync(
            sender, HttpStatusCode.OK, Body(At(now), At(now.AddDays(-20)), At(now.AddDays(-31)), At(DateTimeOffset.UnixEpoch)));

        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal((2, 2), (said.GetProperty("accepted").GetInt32(), said.GetProperty("rejected").GetInt32()));
        Assert.Contains(
            said.GetProperty("errors").EnumerateArray(),
            static error => error.GetString()!.Contains("older than the 30 days that are kept", StringComparison.Ordinal));
        using var directory = new TemporaryDirectory();
        await using var connection = await ExportAsync(gateway, directory);
        Assert.Equal(["2"], Read(connection, "SELECT COUNT(*) FROM metrics"));
    }

    [Fact]
    public async Task Post_WithoutAKeyOrTooOften_IsRefused()
    {
        await using var gateway = await ComposedGateway.StartAsync(
            ("MetricsService:ApiKeys", $"tests={Key}"), ("METRICS_RATE_LIMIT", "2"));
        using var stranger = gateway.Anonymous(("X-API-Key", "mcp_metrics_another_one"));
        await SendAsync(stranger, HttpStatusCode.Unauthorized, Body("""{"type":"custom","value":1}"""));
        using var sender = gateway.Anonymous(("X-API-Key", Key));
        await SendAsync(sender, HttpStatusCode.OK, Body("""{"type":"custom","value":1}"""));
        await SendAsync(sender, HttpStatusCode.BadRequest, "no json");

        using var refused = await SendAsync(sender, HttpStatusCode.TooManyRequests, Body("""{"type":"custom","value":1}"""));

        Assert.Equal("60", refused.Headers.GetValues("Retry-After").Single());
        Assert.Equal("2", refused.Headers.GetValues("X-RateLimit-Limit").Single());
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
        var rate = await sender.GetFromJsonAsync<JsonElement>("/rate-limit", Cancel);
        Assert.Equal(("tests", 2), (rate.GetProperty("service").GetString(), rate.GetProperty("rate_limit").GetInt32()));
    }

    /// <summary>What the gateway saw itself is in the tables as Prometheus' metrics count it.</summary>
    [Fact]
    public async Task Export_OfOwnCallsAndSearches_CountsAsTheMetricsDo()
    {
        await using var upstream = await ScriptedServer.StartMcpAsync(AnswerAsync);
        await using var gateway = await ComposedGateway.StartAsync(("Metrics:AtStart", "true"));
        await Eventually.UntilAsync(() => gateway.Services.GetRequiredService<MetricsCounting>().HasBegun);
        await gateway.RegisterServerAsync("/time", new Uri(upstream.Address));
        await gateway.PostAsync("/api/servers/toggle", new FormUrlEncodedContent([new("path", "/time"), new("new_state", "true")]));
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.CreateUserAsync("bob", "registry-users-lob1");
        using var bob = await gateway.BearerAsync("bob");
        using var stranger = gateway.Anonymous();

        await CallAsync(
            admin, HttpStatusCode.OK,
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize",
             "params":{"protocolVersion":"2025-06-18","clientInfo":{"name":"inspector","version":"1"}}}
            """);
        await CallAsync(admin, HttpStatusCode.OK, Call("slow"));
        await CallAsync(admin, HttpStatusCode.OK, Call("broken"));
        await CallAsync(bob, HttpStatusCode.Forbidden, Call("slow"));
        await CallAsync(stranger, HttpStatusCode.Unauthorized, Call("slow"));
        using var search = await admin.PostAsync(
            new Uri("/api/search/semantic", UriKind.Relative), Json("""{"query":"what is not there at all"}"""), Cancel);
        Assert.True(search.IsSuccessStatusCode, await search.Content.ReadAsStringAsync(Cancel));

        using var directory = new TemporaryDirectory();
        await using var connection = await Eventually.GetAsync(async () =>
        {
            var all = await ExportAsync(gateway, directory);
            if (Read(all, "SELECT (SELECT COUNT(*) FROM auth_metrics) >= 5 AND (SELECT COUNT(*) FROM discovery_metrics) >= 1") is ["1"])
            {
                return all;
            }

            await all.DisposeAsync();
            return null;
        });
        Assert.Equal(
            ["broken|0|tool_error|inspector", "initialize|1||inspector", "slow|1||inspector", "slow|0|denied|unknown"],
            Read(connection, "SELECT tool_name, success, error_code, client_name FROM tool_metrics ORDER BY tool_name, success DESC"));
        Assert.Equal(
            ["401|0", "403|0", "|1"],
            Read(connection, "SELECT DISTINCT error_code, success FROM auth_metrics ORDER BY error_code IS NULL, error_code"));
        Assert.Equal(
            ["1"],
            Read(connection,
                "SELECT auth.duration_ms <= tool.duration_ms - 300 FROM tool_metrics AS tool JOIN auth_metrics AS auth USING (request_id) "
                    + "WHERE tool.tool_name = 'slow' AND tool.success = 1"));
        Assert.Equal(["mcp-gateway||1"], Read(connection, "SELECT service, query, duration_ms > 0 FROM discovery_metrics"));
    }

    [Fact]
    public async Task Export_OfOthersThanAdministrators_IsRefused()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        await gateway.CreateUserAsync("someone", "registry-users-lob1");
        using var someone = await gateway.SignedInAsync("someone");
        using var answer = await someone.GetAsync(new Uri("/api/metrics/database", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>The tool <c>slow</c> takes its time before it answers; <c>broken</c> says that it failed.</summary>
    private static async Task<bool> AnswerAsync(HttpContext context, JsonObject message)
    {
        if ((string?)message["method"] != "tools/call")
        {
            return false;
        }

        var isSlow = (string?)message["params"]!["name"] == "slow";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (isSlow && clock.ElapsedMilliseconds < 300)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancel);
        }

        await ScriptedServer.ResultAsync(context, message, new() { ["content"] = new JsonArray(), ["isError"] = !isSlow });
        return true;
    }

    private static string Call(string tool) =>
        $$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"{{tool}}","arguments":{} } }""";

    private static async Task CallAsync(HttpClient caller, HttpStatusCode expected, string message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/time/mcp", UriKind.Relative)) { Content = Json(message) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        using var answer = await caller.SendAsync(request, Cancel);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static string Execution(int duration, string success, string client)
    {
        var dimensions = $$"""{"tool_name":"now","server_name":"time","success":"{{success}}","client_name":"{{client}}"}""";
        return $$"""{"type":"tool_execution","value":1,"duration_ms":{{duration}},"dimensions":{{dimensions}} }""";
    }

    private static string Body(params string[] metrics) =>
        $$"""{"service":"auth-server","version":"1.0","instance_id":"i","metrics":[{{string.Join(',', metrics)}}]}""";

    private static async Task<HttpResponseMessage> SendAsync(HttpClient sender, HttpStatusCode expected, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await sender.PostAsync(Metrics, content, Cancel);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
        return answer;
    }

    private static async Task<SqliteConnection> ExportAsync(ComposedGateway gateway, TemporaryDirectory directory)
    {
        using var admin = await gateway.SignedInAsync("admin");
        var file = directory.File("metrics.db");
        var bytes = await admin.GetByteArrayAsync(new Uri("/api/metrics/database", UriKind.Relative), Cancel);
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        var connection = new SqliteConnection($"Data Source={file};Pooling=false;Mode=ReadOnly");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // written by the test
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column =>
                Convert.ToString(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
