using McpGateway.Core.Audit;
using McpGateway.Web.Usage;

namespace McpGateway.Tests.Web.Usage;

public sealed class UsageLinksTests
{
    [Theory]
    [InlineData(CallSplit.Server, "team/mail", "ui/analytics?server=team%2Fmail&range=7d", "team/mail")]
    [InlineData(CallSplit.Tool, "mail send it", "ui/analytics?server=mail&tool=send%20it&range=7d", "send it · mail")]
    [InlineData(CallSplit.User, "a&b", "ui/analytics?user=a%26b&range=7d", "a&b")]
    [InlineData(CallSplit.Client, "https://claude.ai/x", "ui/analytics?client=https%3A%2F%2Fclaude.ai%2Fx&range=7d", "claude.ai")]
    [InlineData(CallSplit.Client, "user-generated", "ui/analytics?client=user-generated&range=7d", "a token")]
    [InlineData(CallSplit.User, "\u202Ex", "ui/analytics?user=%E2%80%AEx&range=7d", "⟨U+202E⟩x")]
    public void Line_OfASplit_LeadsToItsNumbers(CallSplit by, string key, string address, string name)
    {
        var subject = UsageLinks.SubjectOf(CallSubject.Everything, by, key);

        Assert.Equal(address, UsageLinks.To(subject, CallRange.Find("7d", CallRange.Day)));
        Assert.Equal(name, UsageLinks.NameOf(CallSubject.Everything, by, key));
    }

    [Fact]
    public void To_TheUsualRange_IsNotStated() => Assert.Equal("ui/analytics", UsageLinks.To(CallSubject.Everything, CallRange.Day));

    [Fact]
    public void Calls_OfATool_NarrowTheList() => Assert.Equal(
        "ui/activity?hours=168&server=mail&tool=send&outcome=denied",
        UsageLinks.Calls(new() { Server = "mail", Tool = "send" }, CallRange.Find("7d", CallRange.Day), "denied"));
}
