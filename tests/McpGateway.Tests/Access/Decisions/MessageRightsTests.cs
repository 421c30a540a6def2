using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Proxy.Access;

namespace McpGateway.Tests.Access.Decisions;

/// <summary>Which messages may be sent to an agent: a rule lists the method, under either name, and the skill.</summary>
public sealed class MessageRightsTests
{
    private static readonly ServerRule Books = Policy.Rule("travel", ["SendMessage", "GetTask"], ["book"]);
    private static readonly ServerRule Former = Policy.Rule("/travel", ["message/send", "tasks/get"], ["all"]);
    private static readonly ServerRule Every = Policy.Rule("*", ["all"], ["*"]);
    private static readonly ServerRule MethodOnly = Policy.Rule("travel", ["SendMessage"], []);
    private static readonly ServerRule SkillOnly = Policy.Rule("travel", ["GetTask"], ["book"]);

    private static AccessSnapshot Snapshot { get; } = Policy.Of(
        Policy.Scope("books", Books), Policy.Scope("former", Former), Policy.Scope("every", Every), Policy.Scope("none"),
        Policy.Scope("apart", MethodOnly, SkillOnly), Policy.Scope("method", MethodOnly));

    [Theory]
    [InlineData("books", "SendMessage", "book", MessageVerdict.Allowed)]
    [InlineData("books", "message/send", "book", MessageVerdict.Allowed)]
    [InlineData("books", "SendMessage", "pay", MessageVerdict.Denied)]
    [InlineData("books", "SendMessage", "Book", MessageVerdict.Denied)]
    [InlineData("books", "SendMessage", null, MessageVerdict.SkillMissing)]
    [InlineData("books", "SendMessage", "", MessageVerdict.SkillMissing)]
    [InlineData("books", "SendStreamingMessage", "book", MessageVerdict.Denied)]
    [InlineData("books", "SendStreamingMessage", null, MessageVerdict.Denied)]
    [InlineData("former", "SendMessage", null, MessageVerdict.Allowed)]
    [InlineData("former", "SendMessage", "anything", MessageVerdict.Allowed)]
    [InlineData("former", "message/stream", null, MessageVerdict.Denied)]
    [InlineData("every", "SendStreamingMessage", null, MessageVerdict.Allowed)]
    [InlineData("none", "SendMessage", "book", MessageVerdict.Denied)]
    [InlineData("apart", "SendMessage", "book", MessageVerdict.Denied)]
    [InlineData("method", "SendMessage", null, MessageVerdict.Denied)]
    [InlineData("every", "GetTask", null, MessageVerdict.Denied)]
    [InlineData("every", "tools/call", "book", MessageVerdict.Denied)]
    public void JudgeMessage_Rules_DecideByMethodAndSkillTogether(string scope, string method, string? skill, MessageVerdict expected) =>
        Assert.Equal(expected, Snapshot.For([scope]).For("travel").JudgeMessage(method, skill));

    [Theory]
    [InlineData("books", "GetTask", true)]
    [InlineData("books", "tasks/get", true)]
    [InlineData("former", "GetTask", true)]
    [InlineData("books", "CancelTask", false)]
    [InlineData("books", "SendMessage", false)]
    [InlineData("every", "message/send", false)]
    public void AllowsMethod_EitherName_IsOneMethodAndMessagesAreNone(string scope, string method, bool expected) =>
        Assert.Equal(expected, Snapshot.For([scope]).For("travel").AllowsMethod(method));

    [Theory]
    [InlineData("books", "SendMessage", "book", true, "Scope 'books' allows it with its rule for server 'travel'.")]
    [InlineData("books", "message/send", "pay", false,
        "Rules name the agent 'travel', but none of them lists both 'message/send' and the skill 'pay'.")]
    [InlineData("books", "SendMessage", null, false,
        "Rules name the agent 'travel', but none lists 'SendMessage' for a message that names no skill.")]
    [InlineData("apart", "SendMessage", "book", false,
        "Rules name the agent 'travel', but none of them lists both 'SendMessage' and the skill 'book'.")]
    [InlineData("none", "SendMessage", null, false, "No rule of these scopes names the server 'travel'.")]
    public void Explain_Message_GivesTheVerdictAndItsReason(string scope, string method, string? skill, bool allowed, string reason)
    {
        var explained = AccessExplainer.Explain(Snapshot, [scope], "travel", method, skill);

        Assert.Equal((allowed, reason), (explained.Allowed, explained.Reason));
    }
}
