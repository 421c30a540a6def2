using McpGateway.Foundation;
using McpGateway.Tests.Access;
using McpGateway.Web.Shell;

namespace McpGateway.Tests.Web.Shell;

public sealed class NavigationTests
{
    public static TheoryData<string, Caller> Others => new()
    {
        { "no rights", Callers.With() },
        { "scopes", Callers.With("registry-admins") },
        { "may modify", Callers.With() with { Permissions = CallerPermissions.None with { CanModifyServers = true } } },
        {
            "may register", Callers.With() with
            {
                Permissions = CallerPermissions.None with
                {
                    UiPermissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
                    {
                        ["register_service"] = ["all"],
                    },
                    AccessibleServers = ["*"],
                },
            }
        },
    };

    [Fact]
    public void Menu_OfAnAdministrator_HasEveryPage() =>
        Assert.Equal(
            [
                "Dashboard", "Servers", "Agents", "Activity", "Analytics", "Access", "Security", "Federation", "Audit", "Tokens",
                "Settings",
            ],
            TitlesFor(Callers.Admin));

    /// <summary>Names in a credential make nobody an administrator, and neither does a single right.</summary>
    [Theory]
    [MemberData(nameof(Others))]
    public void Menu_OfAnybodyElse_HasNoAdministration(string name, Caller caller)
    {
        Assert.NotEmpty(name);
        Assert.Equal(["Dashboard", "Servers", "Agents", "Activity", "Analytics", "Tokens"], TitlesFor(caller));
    }

    [Fact]
    public void Menu_Addresses_AreBelowTheBaseAndOnlyOnceEach()
    {
        Assert.All(Navigation.Items, static item => Assert.StartsWith("ui/", item.Href, StringComparison.Ordinal));
        Assert.Equal(Navigation.Items.Count, Navigation.Items.Select(static item => item.Href).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Navigation.Items.Count, Navigation.Items.Select(static item => item.Icon).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>An entry without a page would lead to "not found".</summary>
    [Fact]
    public void Menu_Entries_HaveTheirPages()
    {
        var pages = WebSources.Razor();

        Assert.All(
            Navigation.Items,
            item => Assert.Contains(pages, page => page.Text.Contains($"@page \"/{item.Href.TrimEnd('/')}\"", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> TitlesFor(Caller caller) =>
        Navigation.Items.Where(item => item.IsFor(caller)).Select(static item => item.Title);
}
