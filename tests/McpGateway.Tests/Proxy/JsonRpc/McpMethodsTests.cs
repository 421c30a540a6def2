using System.Text;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Tests.Proxy.JsonRpc;

public sealed class McpMethodsTests
{
    [Theory]
    [InlineData("initialize", true, "None", true)]
    [InlineData("ping", true, "None", true)]
    [InlineData("server/discover", true, "None", true)]
    [InlineData("tools/list", true, "None", false)]
    [InlineData("tools/call", true, "Name", false)]
    [InlineData("prompts/list", true, "None", false)]
    [InlineData("prompts/get", true, "Name", false)]
    [InlineData("resources/list", true, "None", false)]
    [InlineData("resources/templates/list", true, "None", false)]
    [InlineData("resources/read", true, "Uri", false)]
    [InlineData("resources/subscribe", true, "Uri", false)]
    [InlineData("resources/unsubscribe", true, "Uri", false)]
    [InlineData("subscriptions/listen", true, "None", false)]
    [InlineData("logging/setLevel", true, "None", false)]
    [InlineData("completion/complete", true, "Reference", false)]
    [InlineData("tasks/list", true, "None", false)]
    [InlineData("tasks/get", true, "TaskId", false)]
    [InlineData("tasks/update", true, "TaskId", false)]
    [InlineData("tasks/cancel", true, "TaskId", false)]
    [InlineData("tasks/result", true, "TaskId", false)]
    [InlineData("roots/list", true, "None", false)]
    [InlineData("sampling/createMessage", true, "None", false)]
    [InlineData("elicitation/create", true, "None", false)]
    [InlineData("notifications/initialized", true, "None", true)]
    [InlineData("notifications/subscriptions/acknowledged", true, "None", true)]
    [InlineData("notifications/acme", false, "None", true)]
    [InlineData("notifications", false, "None", false)]
    [InlineData("Tools/call", false, "None", false)]
    [InlineData("acme", false, "None", false)]
    [InlineData("", false, "None", false)]
    public void Method_AsListed(string method, bool isKnown, string target, bool needsServerAccessOnly)
    {
        Assert.Equal(isKnown, McpMethods.IsKnown(method));
        Assert.Equal(isKnown ? method : null, McpMethods.Find(Encoding.UTF8.GetBytes(method)));
        Assert.Equal(target, McpMethods.TargetOf(method).ToString());
        Assert.Equal(needsServerAccessOnly, McpMethods.NeedsServerAccessOnly(method));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(5000)]
    public void Find_NameAsLongAsTheLongestOrLonger_IsUnknown(int length)
    {
        Assert.Null(McpMethods.Find(new byte[length]));
        Assert.False(McpMethods.IsKnown(new string('x', length)));
    }

    [Theory]
    [InlineData("2026-07-28", true)]
    [InlineData("2026-07-29", true)]
    [InlineData("2030-01-01", true)]
    [InlineData("2026-07-27", false)]
    [InlineData("2025-11-25", false)]
    [InlineData("2026-13-01", false)]
    [InlineData("9", false)]
    [InlineData("later", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("2026-07-28 ", false)]
    public void IsSelfDescribing_Revision_AsListed(string? revision, bool expected) =>
        Assert.Equal(expected, McpRevisions.IsSelfDescribing(revision));

    [Fact]
    public void Find_EveryRevision_IsTheSharedInstance_AndNothingElseIsFound()
    {
        Assert.All(McpRevisions.Supported, revision => Assert.Same(revision, McpRevisions.Find(Encoding.UTF8.GetBytes(revision))));
        Assert.Null(McpRevisions.Find("2025-11-2"u8));
        Assert.Null(McpRevisions.Find(default));
        Assert.Equal(McpRevisions.Supported.Order(StringComparer.Ordinal), McpRevisions.Supported);
    }

    [Fact]
    public void Body_IndexOutsideOfIt_IsRefused()
    {
        var message = new JsonRpcMessage { Kind = JsonRpcKind.Request };
        var single = new JsonRpcBody(message);
        var batch = new JsonRpcBody([message, message with { Method = "ping" }]);

        Assert.Equal((1, false), (single.Count, single.IsBatch));
        Assert.Equal((2, true), (batch.Count, batch.IsBatch));
        Assert.Same(message, single[0]);
        Assert.Equal("ping", batch[1].Method);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => single[1]);
        Assert.Equal(0, default(JsonRpcBody).Count);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => default(JsonRpcBody)[0]);
        Assert.Throws<IndexOutOfRangeException>(() => batch[2]);
    }
}
