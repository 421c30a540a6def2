using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.Load;

/// <summary>Upstream, nginx and gateway, all up at once on loopback.</summary>
internal sealed partial class Contestants : IAsyncDisposable
{
    private const string Password = "a password for the benchmark";

    private readonly List<Process> _processes = [];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcp-gateway-bench-");

    public string Direct { get; private set; } = "";

    public string Nginx { get; private set; } = "";

    public string Gateway { get; private set; } = "";

    public string Token { get; private set; } = "";

    /// <summary>A token that is allowed another tool only.</summary>
    public string OtherToken { get; private set; } = "";

    public int GatewayProcessId { get; private set; }

    /// <summary>From the start of the process to the first answered <c>tools/list</c> of the built-in server.</summary>
    public TimeSpan ColdStart { get; private set; }

    public async Task StartAsync()
    {
        var upstream = await StartAndWaitAsync("dotnet", [typeof(Contestants).Assembly.Location, "upstream"], []);
        Direct = upstream;
        Nginx = await StartNginxAsync(new Uri(upstream).Authority);
        await StartGatewayAsync(upstream);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    /// <summary>Resident memory of the gateway in MiB.</summary>
    public double GatewayMemory()
    {
        using var process = Process.GetProcessById(GatewayProcessId);
        return process.WorkingSet64 / 1024.0 / 1024.0;
    }

    /// <summary>Processor time that the gateway has used.</summary>
    public TimeSpan GatewayProcessorTime()
    {
        using var process = Process.GetProcessById(GatewayProcessId);
        return process.TotalProcessorTime;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static StringContent Json(string json) => new StringContent(json, System.Text.Encoding.UTF8, "application/json");

    private async Task<string> StartNginxAsync(string upstream)
    {
        var directory = _directory.CreateSubdirectory("nginx");
        var listen = $"127.0.0.1:{FreePort()}";
        var template = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "nginx.conf"));
        var configuration = Path.Combine(directory.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, template
            .Replace("@DIR@", directory.FullName, StringComparison.Ordinal)
            .Replace("@UPSTREAM@", upstream, StringComparison.Ordinal)
            .Replace("@LISTEN@", listen, StringComparison.Ordinal));
        Launch("nginx", ["-c", configuration, "-p", directory.FullName], []);
        var url = $"http://{listen}/bench/mcp";
        await WaitUntilAsync(
            async client => (await client.PostAsync(new Uri(url), Json("{\"method\":\"tools/call\"}"))).IsSuccessStatusCode);
        return url;
    }

    private async Task StartGatewayAsync(string upstream)
    {
        // The first start creates the database and the keys.
        var first = Stopwatch.StartNew();
        var address = await LaunchGatewayAsync();
        using var client = await SignedInAsync(address, "admin", Password);
        Token = await VendAsync(client, []);
        await ListBuiltInAsync(client);
        ColdStart = first.Elapsed;

        await RegisterAsync(client, "bench", upstream + "/mcp");
        await PostAsync(client, "/api/servers/groups/import", Json("""
            {"scope_name":"bench-other","description":"Another tool only",
             "server_access":[{"server":"bench","methods":["initialize","tools/list","tools/call"],"tools":["another_tool"]}],
             "group_mappings":["registry-admins"],"ui_permissions":{},"create_in_idp":false}
            """));
        OtherToken = await VendAsync(client, ["bench-other"]);
        Gateway = $"{address}/bench/mcp";
        await VerifyPolicyAsync();
    }

    private async Task<string> LaunchGatewayAsync()
    {
        var host = Path.Combine(
            AppContext.BaseDirectory, "..", "..", "McpGateway.Host",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "McpGateway.Host.dll");
        var data = _directory.CreateSubdirectory("data");
        var environment = new Dictionary<string, string> { ["ADMIN_PASSWORD"] = Password, ["DATA_DIR"] = data.FullName };
        var address = await StartAndWaitAsync("dotnet", [host, "--urls", "http://127.0.0.1:0"], environment);
        GatewayProcessId = _processes[^1].Id;
        return address;
    }

    /// <summary>A gateway that does not enforce anything would be quick too.</summary>
    private async Task VerifyPolicyAsync()
    {
        const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"current_time_by_timezone","arguments":"""
            + """{}}}""";
        using var client = new HttpClient();
        foreach (var (token, expected) in new[] { (
            Token, HttpStatusCode.OK), ("", HttpStatusCode.Unauthorized), (OtherToken, HttpStatusCode.Forbidden) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Gateway) { Content = Json(Call) };
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            if (token.Length > 0)
            {
                request.Headers.TryAddWithoutValidation("X-Authorization", $"Bearer {token}");
            }

            using var response = await client.SendAsync(request);
            if (response.StatusCode != expected)
            {
                throw new InvalidOperationException(
                    $"The gateway does not enforce its policy: expected {(int)expected}, got {(int)response.StatusCode}: "
                        + $"{await response.Content.ReadAsStringAsync()}");
            }
        }
    }

    private static async Task<HttpClient> SignedInAsync(string gateway, string name, string password)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(gateway),
        };
        using var form = new FormUrlEncodedContent([new("username", name), new("password", password)]);
        (await client.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form)).Dispose();
        return client;
    }

    private static async Task<string> VendAsync(HttpClient client, string[] scopes)
    {
        using var response = await client.PostAsJsonAsync("/api/tokens/generate", new { requested_scopes = scopes, expires_in_hours = 1 });
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("tokens").GetProperty("access_token").GetString()!;
    }

    private async Task ListBuiltInAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/currenttime/mcp")
        {
            Content = Json("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":"""
                + """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"""),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("X-Authorization", $"Bearer {Token}");
        request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", "2026-07-28");
        request.Headers.TryAddWithoutValidation("Mcp-Method", "tools/list");
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if (!body.Contains("current_time_by_timezone", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"tools/list of the built-in server answered {(int)response.StatusCode}: {body}");
        }
    }

    private static async Task RegisterAsync(HttpClient client, string name, string url)
    {
        using var form = new FormUrlEncodedContent(
            [new("name", name), new("description", "Stub"), new("path", "/" + name), new("proxy_pass_url", url)]);
        await PostAsync(client, "/api/servers/register", form);
        using var toggle = new FormUrlEncodedContent([new("path", "/" + name), new("new_state", "true")]);
        await PostAsync(client, "/api/servers/toggle", toggle);
    }

    private static async Task PostAsync(HttpClient client, string path, HttpContent content)
    {
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task WaitUntilAsync(Func<HttpClient, Task<bool>> ready)
    {
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                if (await ready(client))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("A contestant did not come up.");
    }

    private Process Launch(string file, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory.FullName,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    private async Task<string> StartAndWaitAsync(string file, string[] arguments, Dictionary<string, string> environment)
    {
        var process = Launch(file, arguments, environment);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return match.Value;
            }
        }

        throw new InvalidOperationException($"{file} ended before it listened.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
