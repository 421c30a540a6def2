using System.Buffers;
using System.Text;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.Streaming;

public sealed class EndpointEventRewriterTests
{
    private static readonly Route Legacy = new()
    {
        Path = "/team/legacy",
        Upstream = new Uri("http://inner:9000/base/sse"),
        State = RouteState.Ready,
    };

    [Theory]
    [InlineData("/messages/?session_id=x", "http://inner:9000/messages/?session_id=x")]
    [InlineData("/sse/message?sessionId=x", "http://inner:9000/sse/message?sessionId=x")]
    [InlineData("messages?sessionId=x", "http://inner:9000/base/messages?sessionId=x")]
    [InlineData("?sessionId=x", "http://inner:9000/base/sse?sessionId=x")]
    [InlineData("http://0.0.0.0:1234/messages?s=1", "http://inner:9000/messages?s=1")]
    [InlineData("http://169.254.169.254/latest/meta-data", "http://inner:9000/latest/meta-data")]
    [InlineData("//evil.example/messages", "http://inner:9000/messages")]
    [InlineData("/a/../messages?s=1", "http://inner:9000/messages?s=1")]
    [InlineData(" /messages?s=%2F ", "http://inner:9000/messages?s=%2F")]
    public void Transform_EndpointEvent_LeadsBackThroughTheGateway(string endpoint, string target)
    {
        var rewritten = Relay($"event: endpoint\ndata: {endpoint}\n\n");

        const string Prefix = "event: endpoint\ndata: /team/legacy/messages/";
        Assert.StartsWith(Prefix, rewritten, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", rewritten, StringComparison.Ordinal);
        var remainder = "/messages/" + rewritten[Prefix.Length..^2];
        Assert.Equal(target, EndpointEventRewriter.FindTarget(Legacy, remainder, Unseal)?.AbsoluteUri);
    }

    [Theory]
    [InlineData("/messages")]
    [InlineData("/messages/")]
    [InlineData("/messages/forged")]
    [InlineData("/mcp")]
    [InlineData("")]
    public void FindTarget_AddressThatTheGatewayDidNotMake_IsNone(string remainder) =>
        Assert.Null(EndpointEventRewriter.FindTarget(Legacy, remainder, Unseal));

    [Theory]
    [InlineData("http://other:9000/messages")]
    [InlineData("http://inner:9001/messages")]
    [InlineData("https://inner:9000/messages")]
    [InlineData("/messages")]
    public void FindTarget_AddressOfAnotherUpstream_IsNone(string target) =>
        Assert.Null(EndpointEventRewriter.FindTarget(Legacy, "/messages/" + Seal(target), Unseal));

    [Theory]
    [InlineData("event: message\ndata: /messages\n\n")]
    [InlineData("data: /messages\n\n")]
    [InlineData("event: Endpoint\r\ndata: x\r\n\r\n")]
    [InlineData(": comment\n")]
    public void Transform_OtherEvent_PassesByteForByte(string stream) => Assert.Equal(stream, Relay(stream));

    [Theory]
    [InlineData("event: endpoint\ndata:\n\n")]
    [InlineData("event: endpoint\ndata: http://\n\n")]
    public void Transform_UnusableEndpoint_IsDropped(string stream) => Assert.Equal("", Relay(stream));

    private static string Relay(string stream)
    {
        var output = new ArrayBufferWriter<byte>();
        var relay = new SseRelay(new EndpointEventRewriter("/team/legacy", Legacy.Upstream, Seal));
        Assert.True(relay.TryRelay(Encoding.UTF8.GetBytes(stream), output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Seal(string text) => "s" + Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static string? Unseal(string text) =>
        text.StartsWith('s') ? Encoding.UTF8.GetString(Convert.FromHexString(text[1..])) : null;
}
