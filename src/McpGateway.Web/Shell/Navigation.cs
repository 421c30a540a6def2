using McpGateway.Web.Components;
using McpGateway.Web.Pages.Access;
using McpGateway.Web.Pages.Activity;
using McpGateway.Web.Pages.Agents;
using McpGateway.Web.Pages.Analytics;
using McpGateway.Web.Pages.Audit;
using McpGateway.Web.Pages.Dashboard;
using McpGateway.Web.Pages.Federation;
using McpGateway.Web.Pages.Security;
using McpGateway.Web.Pages.Servers;
using McpGateway.Web.Pages.Settings;
using McpGateway.Web.Pages.Tokens;

namespace McpGateway.Web.Shell;

/// <summary>The menu, in its order. A new page is a folder under <c>Pages</c> and a line here.</summary>
internal static class Navigation
{
    public static readonly IReadOnlyList<NavItem> Items =
    [
        DashboardPage.Nav, ServersPage.Nav, AgentsPage.Nav, ActivityPage.Nav, AnalyticsPage.Nav, AccessPage.Nav, SecurityPage.Nav,
        FederationPage.Nav, AuditPage.Nav, TokensPage.Nav, SettingsPage.Nav,
    ];

    private static readonly Dictionary<string, char> Keys = Assign();

    /// <summary>The key that leads to a page after <c>g</c>: the first letter of its title that no page before it has.</summary>
    public static char KeyOf(NavItem item) => Keys[item.Href];

    private static Dictionary<string, char> Assign()
    {
        var keys = new Dictionary<string, char>(StringComparer.Ordinal);
        foreach (var item in Items)
        {
            keys[item.Href] = item.Title.ToLowerInvariant().First(letter => letter != ' ' && !keys.ContainsValue(letter));
        }

        return keys;
    }
}
