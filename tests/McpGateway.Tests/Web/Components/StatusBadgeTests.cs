using Bunit;
using McpGateway.Core.Health;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class StatusBadgeTests : BunitContext
{
    [Fact]
    public void Badge_NeedsCredentials_IsAStateOfItsOwn()
    {
        var badge = Render<StatusBadge>(parameters => parameters
            .Add(component => component.Status, HealthStatus.Healthy).Add(component => component.NeedsCredentials, true));

        Assert.Contains("Needs credentials", badge.Markup, StringComparison.Ordinal);
        Assert.Contains("warn", badge.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, "good", "Healthy")]
    [InlineData(HealthStatus.AuthExpired, "warn", "Credential refused")]
    [InlineData(HealthStatus.Disabled, "idle", "Disabled")]
    [InlineData(HealthStatus.Checking, "busy", "Checking")]
    [InlineData(HealthStatus.Unknown, "idle", "Not checked yet")]
    [InlineData(HealthStatus.Timeout, "bad", "Down")]
    [InlineData(HealthStatus.ConnectionError, "bad", "Down")]
    [InlineData(HealthStatus.AllTransportsFailed, "bad", "Down")]
    [InlineData("something new", "bad", "Down")]
    [InlineData("", "bad", "Down")]
    public void Badge_EachStatus_HasItsToneAndWords(string status, string tone, string text)
    {
        var badge = Render<StatusBadge>(parameters => parameters.Add(component => component.Status, status)).Find("span.badge");

        Assert.Contains(tone, badge.ClassList);
        Assert.Equal(text, badge.TextContent.Trim());
        Assert.Equal(status, badge.GetAttribute("title"));
    }

    /// <summary>What cannot be told by its colour alone has a symbol of its own.</summary>
    [Fact]
    public void Badge_TonesThatDiffer_HaveSymbolsThatDiffer()
    {
        string[] statuses = [
            HealthStatus.Healthy, HealthStatus.AuthExpired, HealthStatus.Disabled, HealthStatus.Checking, HealthStatus.Unknown,
            HealthStatus.Timeout];

        var paths = statuses.Select(status => Render<StatusBadge>(
            parameters => parameters.Add(component => component.Status, status)).Find("path").GetAttribute("d"));

        Assert.Equal(statuses.Length, paths.Distinct(StringComparer.Ordinal).Count(static path => !string.IsNullOrEmpty(path)));
    }

    [Fact]
    public void Badge_StatusThatChanges_IsShownAnew()
    {
        var badge = Render<StatusBadge>(parameters => parameters.Add(component => component.Status, HealthStatus.Checking));

        badge.Render(parameters => parameters.Add(component => component.Status, HealthStatus.Healthy));

        Assert.Equal("Healthy", badge.Find("span.badge").TextContent.Trim());
        Assert.DoesNotContain("busy", badge.Find("span.badge").ClassList);
    }

    [Fact]
    public void Badge_StatusOfAStranger_IsText()
    {
        var badge = Render<StatusBadge>(parameters => parameters.Add(component => component.Status, "\"><script>x</script>\u202Ey"));

        Assert.Empty(badge.FindAll("script"));
        Assert.Equal("\"><script>x</script>⟨U+202E⟩y", badge.Find("span.badge").GetAttribute("title"));
    }
}
