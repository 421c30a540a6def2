using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry;

/// <summary>A server that is removed takes what scopes grant on it along, so that the next one at its path starts with nothing.</summary>
public sealed class ServerGrantsTests
{
    private static readonly ServerRecord Server = new()
    {
        ServerName = "Weather",
        Description = "",
        Path = "/team/weather/",
        RegisteredBy = "admin",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    [Theory]
    [InlineData("team/weather", false)]
    [InlineData("/team/weather/", false)]
    [InlineData("*", true)]
    [InlineData("weather", true)]
    [InlineData("team", true)]
    [InlineData("team/weather/inner", true)]
    public void Without_RuleForAServer_GoesOnlyWhenItNamesThisOne(string named, bool stays)
    {
        var scope = new ScopeRecord { Name = "s", Rules = [new(named, ["all"], ["all"]), new("other", ["all"], ["all"])] };

        var left = ServerAccessRules.Without(scope, Server);

        Assert.Equal(stays ? null : new[] { "other" }, left?.Rules.Select(rule => rule.Server));
    }

    [Theory]
    [InlineData("list_service", "team/weather", false)]
    [InlineData("toggle_service", "/team/weather", false)]
    [InlineData("list_service", "all", true)]
    [InlineData("list_service", "Weather", true)]
    [InlineData("list_agents", "team/weather", true)]
    public void Without_Permission_GoesOnlyWhenItNamesThisServerByPath(string action, string named, bool stays)
    {
        var scope = new ScopeRecord
        {
            Name = "s",
            UiPermissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [action] = [named, "kept"] },
        };

        var left = ServerAccessRules.Without(scope, Server);

        Assert.Equal(stays ? null : new[] { "kept" }, left?.UiPermissions[action]);
    }
}
