using System.Reflection;
using System.Text.RegularExpressions;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Servers;

namespace McpGateway.Tests.Web.Pages;

public sealed partial class ServerFilterTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, true)]
    [InlineData(HealthStatus.AuthExpired, false)]
    [InlineData(HealthStatus.Checking, false)]
    [InlineData(HealthStatus.Unknown, false)]
    [InlineData(HealthStatus.Timeout, false)]
    [InlineData(HealthStatus.Disabled, false)]
    public void Healthy_Server_IsOneThatTakesCallsAndWantsNothing(string status, bool isHealthy)
    {
        var view = View(status);

        Assert.Equal(isHealthy, ServerFilter.Has(view, ServerFilter.Healthy));
        Assert.Equal(isHealthy ? [view] : [], new ServerFilter { Status = ServerFilter.Healthy }.Apply([view]));
    }

    /// <summary>The tiles of the dashboard count what the list shows that they lead to.</summary>
    [Fact]
    public void DashboardTile_OfHealthyServers_CountsByTheFilterOfItsLink()
    {
        var root = typeof(ServerFilterTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepositoryRoot").Value!;
        var page = File.ReadAllText(Path.Combine(root, "src", "McpGateway.Web", "Pages", "Dashboard", "DashboardPage.razor"));

        var tile = Tile().Match(page);

        Assert.Equal(nameof(ServerFilter.Healthy), tile.Groups["link"].Value);
        Assert.Equal(tile.Groups["link"].Value, tile.Groups["count"].Value);
    }

    private static ServerView View(string status) => new(
        new()
        {
            ServerName = "s",
            Description = "",
            Path = "/s",
            IsEnabled = status != HealthStatus.Disabled,
            RegisteredBy = "admin",
            RegisteredAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        },
        new(status, null),
        0,
        0,
        false);

    [GeneratedRegex("""href="ui/servers\?status=@ServerFilter\.(?<link>\w+)".*?\s+data-stat="healthy">@_servers\.Count\(view => """
        + """ServerFilter\.Has\(view, ServerFilter\.(?<count>\w+)\)\)""")]
    private static partial Regex Tile();
}
