using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Tests.Registry.Servers;

/// <summary>
/// Who may do what to a server: the permission, by each of its names, and the right to use it, which is the data plane's.
/// </summary>
public sealed class ServerAuthorizationTests
{
    private static readonly string[] Actions =
    [
        ServerPermissions.List, ServerPermissions.Register, ServerPermissions.Modify, ServerPermissions.Toggle,
            ServerPermissions.Check,
    ];

    private static readonly ServerRecord Server = Records.Server("/team/weather/", "Weather Service");

    private static readonly AccessSnapshot Policy = new(
        [
            new(new ScopeRecord { Name = "use", Rules = [new("team/weather", ["initialize"], ["forecast"])] }),
            new(new ScopeRecord { Name = "use-all", Rules = [new("*", ["all"], ["all"])] }),
            new(new ScopeRecord { Name = "other", Rules = [new("weather", ["all"], ["all"])] }),
            new(new ScopeRecord { Name = "by-path", UiPermissions = On("/team/weather") }),
            new(new ScopeRecord { Name = "by-stored-path", UiPermissions = On("/team/weather/") }),
            new(new ScopeRecord { Name = "by-technical-name", UiPermissions = On("team/weather") }),
            new(new ScopeRecord { Name = "by-display-name", UiPermissions = On("Weather Service") }),
            new(new ScopeRecord { Name = "by-all", UiPermissions = On("all") }),
            new(new ScopeRecord { Name = "by-other", UiPermissions = On("weather") }),
        ],
        toolsOpenMethods: false,
        version: 1);

    [Theory]
    [InlineData("use", true)]
    [InlineData("use-all", true)]
    [InlineData("other", false)]
    [InlineData("by-all", false)]
    [InlineData("", false)]
    public void MayUse_Scopes_AreTheDataPlanesRules(string scopes, bool expected) =>
        Assert.Equal(expected, Guard().MayUse(Caller(scopes), Server));

    [Theory]
    [InlineData("by-path", true)]
    [InlineData("by-stored-path", true)]
    [InlineData("by-technical-name", true)]
    [InlineData("by-display-name", true)]
    [InlineData("by-all", true)]
    [InlineData("by-other", false)]
    [InlineData("use-all", false)]
    public void Holds_EveryNameOfTheServer_Counts(string scopes, bool expected) =>
        Assert.All(Actions, action => Assert.Equal(expected, ServerAuthorization.Holds(Caller(scopes), action, Server)));

    [Theory]
    [InlineData("use by-path", true)]
    [InlineData("use", false)]
    [InlineData("by-path", false)]
    [InlineData("other by-all", false)]
    public void May_NeedsPermissionAndUse(string scopes, bool expected)
    {
        Assert.Equal(expected, Guard().May(Caller(scopes), ServerPermissions.Toggle, Server));
        Assert.Equal(expected, Guard().MaySee(Caller(scopes), Server));
    }

    [Theory]
    [InlineData("by-path", true)]
    [InlineData("by-technical-name", true)]
    [InlineData("by-stored-path", true)]
    [InlineData("by-display-name", false)]
    [InlineData("by-all", true)]
    [InlineData("by-other", false)]
    public void MayRegister_DisplayName_ProvesNothing(string scopes, bool expected) =>
        Assert.Equal(expected, ServerAuthorization.MayRegister(Caller(scopes), "/team/weather"));

    [Theory]
    [InlineData("use", "forecast", true)]
    [InlineData("use", "delete", false)]
    [InlineData("use-all", "delete", true)]
    [InlineData("other", "forecast", false)]
    public void ToolFilter_Tools_AreThoseThatMayBeCalled(string scopes, string tool, bool expected) =>
        Assert.Equal(expected, Guard().ToolFilter(Caller(scopes), Server)(tool));

    [Theory]
    [InlineData("use", "You do not have permission to modify Weather Service")]
    [InlineData("", "You do not have permission to modify Weather Service")]
    [InlineData("by-path", "You do not have access to this server")]
    [InlineData("use by-path", null)]
    public void Refusal_Order_IsPermissionThenUse(string scopes, string? detail)
    {
        var refusal = Guard().Refusal(Caller(scopes), ServerPermissions.Modify, Server, "modify");

        Assert.Equal(detail, refusal?.Detail);
        Assert.True(refusal is null or { Kind: ErrorKind.Forbidden });
    }

    [Fact]
    public void Administrator_MayDoEverything()
    {
        var admin = Caller("") with { Permissions = CallerPermissions.None with { IsAdmin = true } };

        Assert.True(Guard().MayUse(admin, Server));
        Assert.True(Guard().ToolFilter(admin, Server)("anything"));
        Assert.All(Actions, action => Assert.True(Guard().May(admin, action, Server)));
        Assert.True(ServerAuthorization.MayRegister(admin, "/free"));
    }

    [Theory]
    [InlineData("team/weather", "use,wide")]
    [InlineData("/team/weather/", "use,wide")]
    [InlineData("weather", "wide")]
    public void ScopesOf_Rules_AreNamedInOrder(string named, string expected) => Assert.Equal(
        expected,
        string.Join(',', ServerAccessRules.ScopesOf(
            [new() { Name = "wide", Rules = [new("*", [], [])] }, new() { Name = "use", Rules = [new(named, [], [])] },
                new() { Name = "none" }], Server)));

    private static Dictionary<string, IReadOnlyList<string>> On(string resource) =>
        Actions.ToDictionary(action => action, IReadOnlyList<string> (_) => [resource], StringComparer.Ordinal);

    private static ServerAuthorization Guard()
    {
        var holder = new AccessSnapshotHolder();
        holder.Publish(Policy);
        return new(holder);
    }

    private static Caller Caller(string scopes)
    {
        var names = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new()
        {
            UserName = "kim",
            Subject = "local:kim",
            Groups = [],
            Scopes = names,
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = Policy.PermissionsOf([], names),
        };
    }
}
