using System.Globalization;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class BodyAttackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}", -32700)]
    [InlineData("\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/call\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"name\":\"secret\"}}", -32600)]
    [InlineData("[]", -32600)]
    public async Task Post_AmbiguousBody_400AndNothingForwarded(string body, int code)
    {
        var reached = false;
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            reached = true;
            return Task.CompletedTask;
        });

        using var response = await rig.PostAsync("/srv/mcp", body);

        Assert.Equal(400, (int)response.StatusCode);
        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(code, json.GetProperty("error").GetProperty("code").GetInt32());
        Assert.False(reached);
        Assert.Equal(CallOutcome.Invalid, (await rig.RecordAsync()).Outcome);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    public async Task Post_UnreadableChunkSize_400(string size)
    {
        await using var rig = await ProxyRig.StartAsync(_ => throw new InvalidOperationException("Must not be reached."));

        var answer = await RawHttp.SendAsync(
            rig.Address,
            "POST /srv/mcp HTTP/1.1\r\nHost: gateway.test\r\nContent-Type: application/json\r\nX-Authorization: Bearer alice\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(CallOutcome.Invalid, (await rig.RecordAsync()).Outcome);
    }

    [Theory]
    [InlineData("Mcp-Method", "tools/list", "-32020")]
    [InlineData("Mcp-Name", "other", "-32020")]
    [InlineData("MCP-Protocol-Version", "2026-07-28", "-32602")]
    public async Task Post_HeaderContradictsBody_HeaderMismatch(string name, string value, string code)
    {
        await using var rig = await ProxyRig.StartAsync(_ => throw new InvalidOperationException("Must not be reached."));

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"), headers => headers.Add(name, value));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Type: application/json\r\n", 200)]
    [InlineData("Content-Type: Application/JSON; Charset=\"UTF-8\"\r\n", 200)]
    [InlineData("Content-Type: application/json\r\nContent-Encoding: identity\r\n", 200)]
    [InlineData("Content-Type: application/json; charset=utf-16\r\n", 415)]
    [InlineData("Content-Type: application/json; charset=utf-7\r\n", 415)]
    [InlineData("Content-Type: application/json\r\nContent-Encoding: br\r\n", 415)]
    [InlineData("Content-Type: application/json\r\nContent-Type: text/plain\r\n", 415)]
    [InlineData("Content-Type: application/x-www-form-urlencoded\r\n", 415)]
    [InlineData("Content-Type: text/plain\r\n", 415)]
    [InlineData("", 415)]
    public async Task Post_ContentHeaders_MustMeanPlainJson(string headers, int status)
    {
        await using var rig = await ProxyRig.StartAsync(context => context.Response.WriteAsync("{}", Token));
        var request = RawHttp.Post("/srv/mcp", Messages.Call("echo"), "X-Authorization: Bearer alice\r\n" + headers)
            .Replace("Connection: close\r\nContent-Type: application/json\r\n", "Connection: close\r\n", StringComparison.Ordinal);

        var answer = await RawHttp.SendAsync(rig.Address, request);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_UnknownRevision_Passes()
    {
        await using var rig = await ProxyRig.StartAsync(
            context => context.Response.WriteAsync(context.Request.Headers["MCP-Protocol-Version"].ToString(), Token));

        using var response = await rig.PostAsync(
            "/srv/mcp", Messages.Call("echo"), headers => headers.Add("MCP-Protocol-Version", "1999-01-01"));

        Assert.Equal("1999-01-01", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData(1_000_000, true, 200)]
    [InlineData(1_000_000, false, 200)]
    [InlineData(4 * 1024 * 1024, true, 200)]
    [InlineData((4 * 1024 * 1024) + 1, true, 413)]
    [InlineData((4 * 1024 * 1024) + 1, false, 413)]
    public async Task Post_LargeBody_LimitCountsBytesNotPromises(int size, bool withLength, int status)
    {
        long received = 0;
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, Token);
            received = buffer.Length;
            await context.Response.WriteAsync("{}", Token);
        });
        const string Frame = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"t":""}}}""";
        var body = Frame.Insert(Frame.Length - 4, new string('x', size - Frame.Length));
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/srv/mcp")
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = !withLength;

        using var response = await rig.Client.SendAsync(request, Token);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? size : 0, received);
    }

    [Fact]
    public async Task Post_LengthOverLimit_RefusedBeforeReading()
    {
        await using var rig = await ProxyRig.StartAsync(_ => Task.CompletedTask);

        var answer = await RawHttp.SendAsync(
            rig.Address, "POST /srv/mcp HTTP/1.1\r\nHost: h\r\nX-Authorization: Bearer alice\r\nContent-Type: application/json\r\nExpect: "
                + "100-continue\r\nContent-Length: 999999999\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ManyConcurrentBodies_NeverMixed()
    {
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            var text = await new StreamReader(context.Request.Body).ReadToEndAsync(Token);
            await context.Response.WriteAsync(text, Token);
        });

        await Parallel
            .ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Token }, async (index, token) =>
        {
            var body = Messages.Call(
                "tool" + new string((char)('a' + (index % 26)), index * 20), index.ToString(CultureInfo.InvariantCulture));
            using var response = await rig.PostAsync("/srv/mcp", body);
            Assert.Equal(body, await response.Content.ReadAsStringAsync(token));
        });
    }
}
