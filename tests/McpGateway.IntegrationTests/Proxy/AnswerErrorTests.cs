using System.Net;
using System.Text;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>Errors that servers state in good answers are in the records, and the answers are what they were.</summary>
public sealed class AnswerErrorTests
{
    private const string ToolError = """{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"no"}],"isError":true}}""";
    private const string RpcError = """{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"no"}}""";
    private const string Fine = """{"jsonrpc":"2.0","id":7,"result":{"content":[],"isError":false}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ToolError, "length", CallOutcome.ToolError)]
    [InlineData(ToolError, "chunked", CallOutcome.ToolError)]
    [InlineData(ToolError, "stream", CallOutcome.ToolError)]
    [InlineData(RpcError, "length", CallOutcome.RpcError)]
    [InlineData(RpcError, "chunked", CallOutcome.RpcError)]
    [InlineData(RpcError, "stream", CallOutcome.RpcError)]
    [InlineData(RpcError, "failed", CallOutcome.HttpError)]
    [InlineData(Fine, "length", CallOutcome.Forwarded)]
    [InlineData(Fine, "stream", CallOutcome.Forwarded)]
    public async Task Call_AnsweredWithAnError_IsRecordedAsThat(string json, string form, CallOutcome expected)
    {
        await using var rig = await ProxyRig.StartAsync(context => AnswerAsync(context, json, form));

        using var answer = await rig.PostAsync("/srv/mcp", Messages.Call("echo", "7"));

        Assert.Equal(form == "failed" ? HttpStatusCode.BadRequest : HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(json, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(expected, (await rig.RecordAsync()).Outcome);
    }

    /// <summary>Lists are read whole, to filter them.</summary>
    [Fact]
    public async Task List_AnsweredWithAnError_IsRecordedAsThat()
    {
        await using var rig = await ProxyRig.StartAsync(static context => AnswerAsync(context, RpcError, "length"));

        using var answer = await rig.PostAsync("/srv/mcp", """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""");

        Assert.Equal(RpcError, await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(CallOutcome.RpcError, (await rig.RecordAsync()).Outcome);
    }

    /// <summary>A server without a stream says 405, as the protocol wants it.</summary>
    [Fact]
    public async Task Stream_ThatThereIsNone_IsNoError()
    {
        await using var rig = await ProxyRig.StartAsync(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        });

        using var answer = await rig.Client.GetAsync(new Uri("/srv/mcp", UriKind.Relative), Token);

        var record = await rig.RecordAsync();
        Assert.Equal((CallOutcome.Forwarded, 405), (record.Outcome, record.Status));
    }

    private static async Task AnswerAsync(HttpContext context, string json, string form)
    {
        var bytes = Encoding.UTF8.GetBytes(form == "stream" ? $": begun\n\nevent: message\ndata: {json}\n\n" : json);
        context.Response.ContentType = form == "stream" ? "text/event-stream" : "application/json";
        context.Response.ContentLength = form is "length" or "failed" ? bytes.Length : null;
        context.Response.StatusCode = form == "failed" ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        await context.Response.Body.WriteAsync(bytes, Token);
        await context.Response.Body.FlushAsync(Token);
    }
}
