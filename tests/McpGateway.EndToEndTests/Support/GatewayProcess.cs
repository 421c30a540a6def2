using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests.Support;

/// <summary>The product as a user starts it: its own process, an empty data directory, a free port.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly DirectoryInfo _data;
    private readonly Dictionary<string, string?> _environment;
    private ChildProcess _process;

    private GatewayProcess(ChildProcess process, DirectoryInfo data, Dictionary<string, string?> environment, Uri address)
    {
        (_process, _data, _environment, Address) = (process, data, environment, address);
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>A client with a cookie jar; signed in after <see cref="SignInAsync"/>.</summary>
    public HttpClient Client { get; }

    public string Output => _process.Output;

    public int ProcessId => _process.ProcessId;

    public string DataDirectory => _data.FullName;

    /// <param name="settings">What it is configured with.</param>
    /// <param name="prepare">Fills the data directory before the gateway opens it.</param>
    /// <param name="program">Another release's program; null for the one that was built.</param>
    public static async Task<GatewayProcess> StartAsync(
        CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? settings = null, Func<string, Task>? prepare = null,
        string? program = null)
    {
        var data = Directory.CreateTempSubdirectory("mcp-gateway-e2e-");
        if (prepare is not null)
        {
            await prepare(data.FullName);
        }

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ADMIN_PASSWORD"] = Password,
            ["DATA_DIR"] = data.FullName,

            // A process of seconds gains nothing by learning what to optimise.
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_TC_CallCountingDelayMs"] = "5000",

            // A machine that is busy is no server that is down.
            ["HEALTH_CHECK_TIMEOUT_SECONDS"] = "30",
            ["Health__DiscoverTimeout"] = "00:00:30",
            ["Health__HandshakeTimeout"] = "00:01:00",
            ["Health__ToolsTimeout"] = "00:01:00",

            // Dozens of gateways are started; those that are searched by meaning say so.
            ["EMBEDDINGS_PROVIDER"] = "builtin",

            // All that the product has to say is searched for secrets when the tests have ended.
            ["Logging__LogLevel__McpGateway"] = "Trace",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            environment[name] = value;
        }

        TestLog.Current.SecretSettings(environment);
        var (process, address) = await RunAsync(program, data, environment, "http://127.0.0.1:0", cancellationToken);
        return new(process, data, environment, address);
    }

    /// <summary>Opens the stream on which a server speaks by itself.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(string path, string token, string session, CancellationToken cancellationToken)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal(("text/event-stream", HttpStatusCode.OK), (response.Content.Headers.ContentType?.MediaType, response.StatusCode));
        return response;
    }

    /// <summary>Reads until the stream ends. One that is cut has ended too.</summary>
    public static async Task DrainAsync(Stream events, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            while (await events.ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // Ended, as awaited.
        }
    }

    /// <summary>Ends the process as a crash would: nothing is told to anybody. What it stored stays.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => _process.KillAsync(cancellationToken);

    /// <summary>Tells the process to stop (SIGTERM), and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        Signal("TERM");
        return _process.WaitForExitAsync(cancellationToken);
    }

    /// <param name="signal">Its name, such as <c>STOP</c>.</param>
    public void Signal(string signal) => _process.Signal(signal);

    /// <summary>Starts it again after its end: the same data, at the same address.</summary>
    /// <param name="settings">What is configured otherwise from now on.</param>
    /// <param name="program">Another release's program; null for the one that was built.</param>
    public async Task StartAgainAsync(
        CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? settings = null, string? program = null)
    {
        await EndAsync();
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            _environment[name] = value;
        }

        TestLog.Current.SecretSettings(_environment);
        (_process, _) = await RunAsync(program, _data, _environment, Address.GetLeftPart(UriPartial.Authority), cancellationToken);
    }

    /// <summary>Runs a command of the program, such as <c>store backup</c>, with the settings of this gateway.</summary>
    /// <returns>Standard output; it must end with 0.</returns>
    public async Task<string> RunCommandAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var command = ChildProcess.Start("dotnet", [Repository.Host, .. arguments], _environment, _data.FullName);
        var code = await command.WaitForExitAsync(cancellationToken);
        TestLog.Current.Write("gateway command", command.Output);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {code}\n{command.Output}");
        return command.Printed;
    }

    public async Task SignInAsync(CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("username", "admin"), new("password", Password)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login") { Content = form };
        request.Headers.Accept.Add(new("application/json"));
        using var response = await Client.SendAsync(request, cancellationToken);
        Assert.True(
            response.StatusCode == HttpStatusCode.OK,
            $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}\n{Output}");
    }

    /// <summary>A token with the given scopes, or with all of the administrator's.</summary>
    public async Task<string> VendAsync(CancellationToken cancellationToken, params string[] scopes)
    {
        using var response = await Client.PostAsJsonAsync(
            "/api/tokens/generate", new { requested_scopes = scopes, expires_in_hours = 1 }, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return TestLog.Current.SecretMembers(answer).GetProperty("tokens").GetProperty("access_token").GetString()!;
    }

    /// <summary>A token with all of the administrator's scopes, and the id under which it is revoked.</summary>
    public async Task<(string Token, string Id)> VendWithIdAsync(CancellationToken cancellationToken)
    {
        using var response = await Client.PostAsJsonAsync("/api/tokens/generate", new { expires_in_hours = 1 }, cancellationToken);
        var answer = TestLog.Current.SecretMembers(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken));
        return (answer.GetProperty("tokens").GetProperty("access_token").GetString()!,
            answer.GetProperty("token_data").GetProperty("jti").GetString()!);
    }

    /// <summary>Registers and enables a server, and answers when the gateway routes to it.</summary>
    /// <param name="key">Sent to the server with each call as <c>X-Key</c>, and sealed in the store; null for none.</param>
    public async Task RegisterAsync(
        string path, Uri upstream, CancellationToken cancellationToken, string name = "Peer", string? key = null)
    {
        KeyValuePair<string, string>[] headers = key is null
            ? []
            : [new("headers", JsonSerializer.Serialize(new Dictionary<string, string> { ["X-Key"] = TestLog.Current.Secret(key) }))];
        await PostFormAsync("/api/servers/register", cancellationToken, [
            new("name", name), new("description", "A server under test"), new("path", path), new("proxy_pass_url", upstream.ToString()),
            .. headers,
        ]);
        var toggled = await PostFormAsync("/api/servers/toggle", cancellationToken, new("path", path), new("new_state", "true"));
        Assert.Equal("healthy", toggled.GetProperty("status").GetString());
    }

    public async Task<JsonElement> PostFormAsync(
        string path, CancellationToken cancellationToken, params KeyValuePair<string, string>[] fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    public async Task<(HttpStatusCode Status, HttpResponseHeaders Headers, JsonElement? Body)> CallAsync(
        string path, string? token, string json, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var anonymous = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var response = await anonymous.SendAsync(request, cancellationToken);
        return (response.StatusCode, response.Headers, JsonOf(await response.Content.ReadAsStringAsync(cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await EndAsync();
        _data.Delete(recursive: true);
    }

    private static async Task<(ChildProcess Process, Uri Address)> RunAsync(
        string? program, DirectoryInfo data, IReadOnlyDictionary<string, string?> environment, string urls,
        CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start("dotnet", [program ?? Repository.Host, "--urls", urls], environment, data.FullName);
        try
        {
            var address = await process.WaitForLineAsync(
                line => Listening().Match(line) is { Success: true } match ? match.Value : null, cancellationToken);
            return (process, new(address));
        }
        catch
        {
            // Nobody else knows of it yet: left running it would slow down the tests that follow.
            await process.DisposeAsync();
            throw;
        }
    }

    private async Task EndAsync()
    {
        await _process.DisposeAsync();
        TestLog.Current.Write("gateway process", _process.Output);
    }

    /// <summary>The JSON of an answer, whether it came as JSON or as one event.</summary>
    private static JsonElement? JsonOf(string body)
    {
        var data = body.Split('\n').FirstOrDefault(line => line.StartsWith("data:", StringComparison.Ordinal));
        var json = data is null ? body : data["data:".Length..];
        return string.IsNullOrWhiteSpace(json) ? null : JsonSerializer.Deserialize<JsonElement>(json);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Listening();
}
