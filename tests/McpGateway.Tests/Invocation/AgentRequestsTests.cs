using McpGateway.Core.Invocation;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Tests.Invocation;

public sealed class AgentRequestsTests
{
    [Theory]
    [InlineData(true, true, true, "", "SendStreamingMessage")]
    [InlineData(true, true, false, "", "SendMessage")]
    [InlineData(true, false, true, "", "message/stream")]
    [InlineData(true, false, false, "", "message/send")]
    [InlineData(false, true, true, "/message:stream", null)]
    [InlineData(false, true, false, "/message:send", null)]
    [InlineData(false, false, true, "/v1/message:stream", null)]
    [InlineData(false, false, false, "/v1/message:send", null)]
    public void Send_EachBindingAndVersion_HasItsPathAndMethod(bool isRpc, bool isVersion1, bool streams, string path, string? method)
    {
        var (target, body) = AgentRequests.Send(Line(isRpc, isVersion1, streams), Message(), "m");

        Assert.Equal((path, method), (target, body["method"]?.GetValue<string>()));
    }

    [Theory]
    [InlineData(true, true, """{"messageId":"m","role":"ROLE_USER","parts":[{"text":"hi"}]}""")]
    [InlineData(true, false, """{"messageId":"m","role":"user","kind":"message","parts":[{"text":"hi","kind":"text"}]}""")]
    [InlineData(false, false, """{"messageId":"m","role":"ROLE_USER","content":[{"text":"hi"}]}""")]
    public void Send_Message_IsInTheFormOfTheVersion(bool isRpc, bool isVersion1, string expected)
    {
        var (_, body) = AgentRequests.Send(Line(isRpc, isVersion1, streams: true), Message() with { ContextId = "c", Skill = "s" }, "m");

        var message = isRpc ? body["params"]!["message"]! : body["message"]!;
        Assert.Equal("c", message["contextId"]!.GetValue<string>());
        Assert.Equal("s", message["metadata"]!["skillId"]!.GetValue<string>());
        message.AsObject().Remove("contextId");
        message.AsObject().Remove("metadata");
        Assert.Equal(expected, message.ToJsonString());
    }

    [Theory]
    [InlineData(true, true, "")]
    [InlineData(true, false, "")]
    [InlineData(false, true, "/tasks/a%2Fb:cancel")]
    [InlineData(false, false, "/v1/tasks/a%2Fb:cancel")]
    public void Cancel_TaskId_IsDataAndNoPath(bool isRpc, bool isVersion1, string path)
    {
        var (target, body) = AgentRequests.Cancel(Line(isRpc, isVersion1, streams: true), "a/b");

        Assert.Equal(path, target);
        Assert.Equal(isRpc ? "a/b" : null, body["params"]?["id"]?.GetValue<string>());
    }

    private static AgentLine Line(bool isRpc, bool isVersion1, bool streams) => new(isRpc, isVersion1, isVersion1 ? "1.0" : "0.3", streams);

    private static AgentMessage Message() =>
        new() { Caller = null!, Origin = InvocationOrigin.Unknown, AgentPath = "/a", Text = "hi" };
}
