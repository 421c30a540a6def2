using System.Net;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>A page of another origin reads every answer of the data plane, whatever its status and whoever gave it.</summary>
public sealed class CrossOriginTests
{
    private const string Page = "https://chat.example.com";

    private static readonly Rights Limited = new() { Tools = ["echo"] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a result", "POST", "/srv/mcp", "alice", 200)]
    [InlineData("a list that is filtered", "POST", "/srv/mcp/list", "limited", 200)]
    [InlineData("a notification", "POST", "/srv/mcp/notify", "alice", 202)]
    [InlineData("a stream", "GET", "/srv/mcp", "alice", 200)]
    [InlineData("the end of a session", "DELETE", "/srv/mcp", "alice", 204)]
    [InlineData("no credential", "POST", "/srv/mcp", null, 401)]
    [InlineData("no credential, no server", "POST", "/nowhere/mcp", null, 401)]
    [InlineData("a denied tool", "POST", "/srv/mcp/secret", "limited", 403)]
    [InlineData("no server", "POST", "/nowhere/mcp", "alice", 404)]
    [InlineData("no address of the server", "POST", "/srv/elsewhere", "alice", 404)]
    [InlineData("no method", "PUT", "/srv/mcp", "alice", 405)]
    [InlineData("no message", "POST", "/srv/mcp/broken", "alice", 400)]
    [InlineData("a path of two readings", "POST", "/srv%2Fmcp", "alice", 400)]
    [InlineData("a server that fails", "POST", "/fails/mcp", "alice", 502)]
    [InlineData("a server's own refusal", "POST", "/refuses/mcp", "alice", 429)]
    [InlineData("a server that is off", "POST", "/off/mcp", "alice", 503)]
    public async Task Answer_ToAPage_IsReadable(string what, string method, string path, string? user, int status)
    {
        await using var rig = await StartAsync();
        using var client = rig.NewClient(user);

        using var answer = await SendAsync(client, method, path);

        Assert.True(status == (int)answer.StatusCode, $"{what}: {(int)answer.StatusCode}");
        AssertReadable(answer);
    }

    [Fact]
    public async Task Answer_TooManyCalls_IsReadable()
    {
        await using var rig = new ProxyRig { Configure = static options => options.CallsPerMinute = 1 };
        await AddAsync(rig);
        using var client = rig.NewClient("alice");
        using var first = await SendAsync(client, "POST", "/srv/mcp");

        using var answer = await SendAsync(client, "POST", "/srv/mcp");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        AssertReadable(answer);
    }

    [Fact]
    public async Task Answer_WhenNobodyCanBeAuthenticated_IsReadable()
    {
        await using var rig = await StartAsync();
        rig.Access.IsAway = true;
        using var client = rig.NewClient("alice");

        using var answer = await SendAsync(client, "POST", "/srv/mcp");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        AssertReadable(answer);
    }

    [Fact]
    public async Task Answer_WithoutOrigin_SaysNothingOfOrigins()
    {
        await using var rig = await StartAsync();
        using var client = rig.NewClient("alice");

        using var answer = await SendAsync(client, "POST", "/srv/mcp", origin: null);

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["Accept", "Origin"], answer.Headers.Vary);
    }

    [Fact]
    public async Task Request_OfAPage_TellsTheServerItsOriginAndNothingElseOfIt()
    {
        var seen = new TaskCompletionSource<Dictionary<string, string>>();
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            seen.TrySetResult(context.Request.Headers.ToDictionary(
                static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            await context.Response.WriteAsJsonAsync(new { });
        });
        foreach (var (name, value) in new[]
        {
            ("Referer", $"{Page}/room/7"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty"),
        })
        {
            rig.Client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        using var answer = await SendAsync(rig.Client, "POST", "/srv/mcp");

        var headers = await seen.Task;
        Assert.Equal(Page, headers["Origin"]);
        Assert.DoesNotContain(headers, static header => header.Key.StartsWith("Sec-Fetch-", StringComparison.OrdinalIgnoreCase)
            || header.Value.Contains("/room/7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/srv/mcp")]
    [InlineData("/off/mcp")]
    [InlineData("/nowhere/mcp")]
    [InlineData("/srv%2Fmcp")]
    public async Task Preflight_OfAnyPath_IsTheSame_AndReachesNoServer(string path)
    {
        await using var rig = await StartAsync();
        using var client = rig.NewClient(null);

        using var answer = await PreflightAsync(client, path);
        using var other = await PreflightAsync(client, "/nobody/knows/this");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Text(other), Text(answer));
        Assert.Contains("mcp-param-region", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
    }

    private static void AssertReadable(HttpResponseMessage answer)
    {
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(
            ["Mcp-Session-Id,MCP-Protocol-Version,WWW-Authenticate,Retry-After,Location,ETag,X-Gateway-Error,X-Request-Id"],
            answer.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    private static async Task<ProxyRig> StartAsync()
    {
        var rig = new ProxyRig();
        rig.Access.Add("limited", Limited);
        await AddAsync(rig);
        return rig;
    }

    private static async Task AddAsync(ProxyRig rig)
    {
        await rig.AddServerAsync("/srv", ServeAsync);
        await rig.AddServerAsync("/off", ServeAsync, static route => route with { State = RouteState.Disabled });
        await rig.AddServerAsync("/fails", static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await rig.AddServerAsync("/refuses", static context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.CompletedTask;
        });
        await rig.StartAsync();
    }

    /// <summary>A server that lets pages in by itself, with what it should not say on the gateway's origin.</summary>
    private static async Task ServeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "https://server.example";
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = "Set-Cookie";
        headers.Vary = "Accept, Origin";
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": open\n\n", Token);
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(Token);
            context.Response.StatusCode = body.Contains("notifications/", StringComparison.Ordinal) ? 202 : 200;
            if (context.Response.StatusCode == 200)
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(body == Messages.ToolsList ? Messages.ToolList : Messages.Answer, Token);
            }
        }
    }

    /// <summary>What is sent is named by the path's end, which is cut off.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? origin = Page)
    {
        var (target, body) = path switch
        {
            "/srv/mcp/list" => ("/srv/mcp", Messages.ToolsList),
            "/srv/mcp/notify" => ("/srv/mcp", Messages.Initialized),
            "/srv/mcp/secret" => ("/srv/mcp", Messages.Call("secret")),
            "/srv/mcp/broken" => ("/srv/mcp", "{"),
            _ => (path, Messages.Call("echo")),
        };
        using var request = new HttpRequestMessage(new(method), target);
        if (method is "POST" or "PUT")
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await SendAsync(client, request);
    }

    private static async Task<HttpResponseMessage> PreflightAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", Page);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,mcp-param-region");
        return await SendAsync(client, request);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request) =>
        client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

    private static string Text(HttpResponseMessage answer) => string.Join('\n', answer.Headers
        .Where(static header => header.Key != "Date")
        .Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}"));
}
