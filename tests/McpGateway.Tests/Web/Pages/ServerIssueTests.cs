using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Servers;

namespace McpGateway.Tests.Web.Pages;

public sealed class ServerIssueTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, false, 0, true, "")]
    [InlineData(HealthStatus.Healthy, true, 0, true, "Needs credentials")]
    [InlineData(HealthStatus.AuthExpired, false, 0, true, "Credential refused")]
    [InlineData(HealthStatus.ConnectionError, false, 0, true, "Down")]
    [InlineData(HealthStatus.CheckBroke, false, 1, true, "Down|1 definition to review")]
    [InlineData(HealthStatus.Healthy, false, 3, true, "3 definitions to review")]
    [InlineData(HealthStatus.Healthy, true, 2, true, "Needs credentials|2 definitions to review")]
    [InlineData(HealthStatus.ConnectionError, false, 0, false, "")]
    [InlineData(HealthStatus.Checking, false, 0, true, "")]
    [InlineData(HealthStatus.Unknown, false, 0, true, "")]
    public void Of_Server_NamesTheWorstFirst(string status, bool needsCredentials, int changed, bool isEnabled, string expected) =>
        Assert.Equal(expected, string.Join('|', ServerIssue.Of(View("a", status, needsCredentials, changed, isEnabled)).Select(
            static issue => issue.Text)));

    /// <summary>It answers, and takes no calls: that is not healthy.</summary>
    [Theory]
    [InlineData(HealthStatus.Healthy, "Waits for its scan")]
    [InlineData(HealthStatus.ConnectionError, "Down")]
    public void Of_HeldServer_SaysThatItWaits(string status, string expected)
    {
        var held = View("a", status) with { IsHeld = true };

        Assert.Equal(expected, Assert.Single(ServerIssue.Of(held)).Text);
        Assert.False(ServerFilter.Has(held, ServerFilter.Healthy));
    }

    /// <summary>Severity before alphabet: what is out stands before what changed, whatever it is called.</summary>
    [Fact]
    public void List_ByDefault_ShowsOutagesFirst()
    {
        ServerView[] servers =
        [
            View("a", HealthStatus.Healthy), View("b", HealthStatus.Healthy, changed: 1),
            View("c", HealthStatus.Healthy, needsCredentials: true),
            View("d", HealthStatus.Healthy, isEnabled: false), View("z", HealthStatus.Timeout), View("y", HealthStatus.Unknown),
        ];

        var shown = new ServerFilter().Apply(servers);

        Assert.Equal(["/z", "/c", "/b", "/y", "/a", "/d"], shown.Select(static view => view.Server.Key));
    }

    /// <summary>An outage without a reason of its own is a sentence, never a bare status.</summary>
    [Fact]
    public void Reason_OfADownServer_IsASentence() =>
        Assert.EndsWith("?", ServerIssue.Of(View("a", HealthStatus.ConnectionError))[0].Reason, StringComparison.Ordinal);

    private static ServerView View(string key, string status, bool needsCredentials = false, int changed = 0, bool isEnabled = true) => new(
        new()
        {
            ServerName = key,
            Description = "",
            Path = "/" + key,
            IsEnabled = isEnabled,
            RegisteredBy = "admin",
            RegisteredAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        },
        new(status, null) { Finding = new() { NeedsCredentials = needsCredentials } },
        1,
        changed,
        false);
}
