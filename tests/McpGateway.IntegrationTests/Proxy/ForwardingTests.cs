using System.Net;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class ForwardingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_ToolCall_ForwardsOriginalBytesAndAnswer()
    {
        string? path = null;
        string? body = null;
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            path = context.Request.Path + context.Request.QueryString;
            body = await new StreamReader(context.Request.Body).ReadToEndAsync(Token);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Messages.Answer, Token);
        });
        var sent = "  { \"jsonrpc\" : \"2.0\", \"method\":\"tools/call\", \"params\":{\"name\":\"echo\",\"arguments\":{\"n\":1e2,"
            + "\"s\":\"\\u00e9\"}},\"id\":1 } \n";

        using var response = await rig.PostAsync("/srv/mcp?x=1", sent);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Messages.Answer, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("/mcp?x=1", path);
        Assert.Equal(sent, body);
        var record = await rig.RecordAsync();
        Assert.Equal(
            ("srv", "tools/call", "echo", "alice", CallOutcome.Forwarded, 200),
            (record.Server, record.Method, record.Target, record.UserName, record.Outcome, record.Status));
        Assert.Equal((sent.Length, Messages.Answer.Length), (record.RequestBytes, record.ResponseBytes));
    }

    [Fact]
    public async Task Post_ChunkedAnswer_Arrives()
    {
        var text = new string('x', 300_000);
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            for (var index = 0; index < 3; index++)
            {
                await context.Response.WriteAsync(text, Token);
                await context.Response.Body.FlushAsync(Token);
            }
        });

        using var response = await rig.PostAsync("/srv", Messages.Call("echo"));

        Assert.Equal(900_000, (await response.Content.ReadAsStringAsync(Token)).Length);
    }

    [Fact]
    public async Task Post_AnswerWithLengthWhoseBodyComesAfterItsHeaders_ArrivesWhole()
    {
        var headersSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Messages.Answer.Length;
            await context.Response.Body.FlushAsync(Token);
            await headersSeen.Task.WaitAsync(ProxyRig.Patience, Token);
            await context.Response.WriteAsync(Messages.Answer, Token);
        });

        // The connection stays open, so nothing but the gateway's own flush can bring the body.
        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        headersSeen.SetResult();

        Assert.Equal(Messages.Answer, await response.Content.ReadAsStringAsync(Token).WaitAsync(ProxyRig.Patience, Token));
        Assert.Equal(Messages.Answer.Length, (await rig.RecordAsync()).ResponseBytes);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Post_NotificationWithoutContent_RelaysStatus(int status)
    {
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Initialized);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Post_UpstreamError_IsRelayedAndNotTheGateways(int status)
    {
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["X-Gateway-Error"] = "forged";
            return context.Response.WriteAsync("their words", Token);
        });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("their words", await response.Content.ReadAsStringAsync(Token));
        Assert.False(response.Headers.Contains("X-Gateway-Error"));
    }

    [Theory]
    [InlineData("GET", "/srv/mcp")]
    [InlineData("DELETE", "/srv/mcp")]
    [InlineData("GET", "/srv")]
    [InlineData("GET", "/srv/sse")]
    public async Task WithoutBody_AllowedMethod_IsForwarded(string method, string path)
    {
        string? seen = null;
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            seen = context.Request.Method;
            context.Response.StatusCode = 405;
            return Task.CompletedTask;
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await rig.Client.SendAsync(request, Token);

        Assert.Equal(method, seen);
        Assert.Equal(405, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/srv/mcp")]
    [InlineData("PATCH", "/srv/mcp")]
    [InlineData("HEAD", "/srv/mcp")]
    [InlineData("OPTIONS", "/srv/mcp")]
    [InlineData("TRACE", "/srv/mcp")]
    [InlineData("GET", "/srv/messages/x")]
    public async Task OtherMethod_Any_405WithAllow(string method, string path)
    {
        await using var rig = await ProxyRig.StartAsync(_ => throw new InvalidOperationException("Must not be reached."));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await rig.Client.SendAsync(request, Token);

        Assert.Equal(405, (int)response.StatusCode);
        Assert.NotEmpty(response.Content.Headers.Allow);
    }

    /// <summary>Who may use other tools gets another list under the same tag.</summary>
    [Fact]
    public async Task ToolsList_WithATagOfTheServers_HasNone()
    {
        HeaderDictionary? seen = null;
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"jsonrpc":"2.0","id":7,"result":{"tools":[]}}""", Token);
        });

        using var response = await rig.PostAsync(
            "/srv/mcp", Messages.ToolsList, headers => headers.TryAddWithoutValidation("If-None-Match", "\"v1\""));

        Assert.Equal((HttpStatusCode.OK, null), (response.StatusCode, response.Headers.ETag));
        Assert.False(seen!.ContainsKey("If-None-Match"));
    }

    [Fact]
    public async Task OtherPaths_ClaimedByTheHost_AreNotTouched()
    {
        await using var rig = await ProxyRig.StartAsync(_ => Task.CompletedTask);
        using var anonymous = rig.NewClient(null);

        Assert.Equal("hello", await anonymous.GetStringAsync("/api/hello", Token));
    }
}
