using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Invocation;

namespace McpGateway.Tests.Invocation;

public sealed class RpcMessagesTests
{
    [Theory]
    [InlineData("2024-11-05", false)]
    [InlineData("2025-11-25", false)]
    [InlineData("2026-07-27", false)]
    [InlineData("2026-07-28", true)]
    [InlineData("2027-01-01", true)]
    [InlineData("", false)]
    public void IsStateless_Revision_GoesByDate(string revision, bool expected) =>
        Assert.Equal(expected, RpcMessages.IsStateless(revision));

    [Theory]
    [InlineData(null, "{}")]
    [InlineData("""{"a":[1,{"b":null}]}""", """{"a":[1,{"b":null}]}""")]
    [InlineData("[1]", "{}")]
    [InlineData("null", "{}")]
    public void Call_Arguments_AreTheObjectOrNone(string? arguments, string sent) =>
        Assert.Equal(sent, RpcMessages.Call(2, Calls.Of("t", arguments), isStateless: false)["params"]!["arguments"]!.ToJsonString());

    [Fact]
    public void Call_InSession_HasNoEnvelope()
    {
        var message = RpcMessages.Call(2, Calls.Of("t"), isStateless: false);

        Assert.Equal("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"t","arguments":{}}}""", message.ToJsonString());
    }

    [Fact]
    public void Call_Stateless_SaysWhoCallsAndHow()
    {
        var meta = RpcMessages.Call(2, Calls.Of("t"), isStateless: true)["params"]!["_meta"]!.AsObject();

        Assert.Equal("2026-07-28", meta["io.modelcontextprotocol/protocolVersion"]!.GetValue<string>());
        Assert.Equal("mcp-gateway", meta["io.modelcontextprotocol/clientInfo"]!["name"]!.GetValue<string>());
        Assert.Empty(meta["io.modelcontextprotocol/clientCapabilities"]!.AsObject());
        Assert.Null(meta["progressToken"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Call_ProgressWanted_AsksForIt(bool isStateless)
    {
        var call = Calls.Of("t") with { Progress = (_, _) => ValueTask.CompletedTask };

        Assert.Equal(RpcMessages.ProgressToken,
            RpcMessages.Call(2, call, isStateless)["params"]!["_meta"]!["progressToken"]!.GetValue<string>());
    }

    [Fact]
    public void Initialize_DeclaresNoCapability()
    {
        var parameters = RpcMessages.Initialize(1)["params"]!;

        Assert.Equal("2025-11-25", parameters["protocolVersion"]!.GetValue<string>());
        Assert.Empty(parameters["capabilities"]!.AsObject());
    }

    [Fact]
    public void Notifications_HaveNoId()
    {
        Assert.All([RpcMessages.Initialized(), RpcMessages.Cancelled(2)], message => Assert.False(message.ContainsKey("id")));
        Assert.Equal(2, RpcMessages.Cancelled(2)["params"]!["requestId"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"five\"")]
    [InlineData("null")]
    public void NotSupported_AnswersUnderTheServersOwnId(string id)
    {
        var message = RpcMessages.NotSupported(JsonElement.Parse(id), "sampling/createMessage");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(id), message["id"]));
        Assert.Equal(-32601, message["error"]!["code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(400, 0, false, true)]
    [InlineData(404, 0, false, true)]
    [InlineData(405, 0, false, true)]
    [InlineData(200, -32022, false, true)]
    [InlineData(500, -32022, false, true)]
    [InlineData(400, -32020, false, false)]
    [InlineData(400, -32021, false, false)]
    [InlineData(401, 0, false, false)]
    [InlineData(403, 0, false, false)]
    [InlineData(500, 0, false, false)]
    [InlineData(200, -32601, false, false)]
    [InlineData(404, 0, true, false)]
    [InlineData(400, -32022, true, false)]
    public void IsOtherRevision_Refusal_TellsWhetherToTryAgain(int status, int code, bool isGateways, bool expected) =>
        Assert.Equal(expected, new RpcAnswer { Status = status, Code = code, IsGateways = isGateways }.IsOtherRevision);

    [Fact]
    public void IsOtherRevision_Result_IsNever() =>
        Assert.False(new RpcAnswer { Status = 404, Result = JsonElement.Parse("{}") }.IsOtherRevision);
}
