using McpGateway.Web.Components;
using McpGateway.Web.Pages.Access;
using McpGateway.Web.Pages.Activity;
using McpGateway.Web.Pages.Dashboard;
using McpGateway.Web.Pages.Servers;
using McpGateway.Web.Pages.Settings;
using McpGateway.Web.Pages.Tokens;

namespace McpGateway.Web.Shell;

/// <summary>The menu, in its order. A new page is a folder under <c>Pages</c> and a line here.</summary>
internal static class Navigation
{
    public static readonly IReadOnlyList<NavItem> Items =
    [
        DashboardPage.Nav, ServersPage.Nav, ActivityPage.Nav, AccessPage.Nav, TokensPage.Nav, SettingsPage.Nav,
    ];
}
