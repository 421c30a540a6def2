using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What holds on every page: nothing red in the console, no finding of axe, nothing over anything else,
/// nothing cut without a cue.</summary>
public sealed class EveryPageTests(Installation shared) : SharedWebRig<Installation>(shared)
{
    private static readonly (string Path, string Heading, string Picture)[] Pages =
    [
        ("/ui/", "Dashboard", "dashboard"),
        ("/ui/servers", "Servers", "servers"),
        ("/ui/server/github", "GitHub", "server"),
        ("/ui/server/github?tab=tools&tool=list_issue", "GitHub", "tools"),
        ("/ui/server/github?tab=try&tool=get_issue", "GitHub", "try"),
        ("/ui/server/github?tab=connect", "GitHub", "connect"),
        ("/ui/server/github?tab=credentials", "GitHub", "credentials"),
        ("/ui/server/gitlab?tab=tools", "GitLab", "changed"),
        ("/ui/changes", "Changed definitions", "changes"),
        ("/ui/search?q=create+a+ticket", "Search", "search"),
        ("/ui/search?q=create+a+ticket&kind=tools&server=%2Fjira&score=25", "Search", "search-narrowed"),
        ("/ui/search?q=create+a+ticket&rating=4.5", "Search", "search-nothing"),
        ("/ui/help/clients", "Connecting MCP clients", "help"),
        ("/ui/activity?hours=720&outcome=denied", "Activity", "activity-denied"),
        ("/ui/server/github?tab=connect&auth=token", "GitHub", "connect-token"),
        ("/ui/server/kafka", "Kafka", "server-down"),
        ("/ui/server/okta", "Okta", "server-locked"),
        ("/ui/servers?view=table", "Servers", "servers-table"),
        ("/ui/servers?status=issues", "Servers", "issues"),
        ("/ui/register", "Register a server", "register"),
        ("/ui/edit/github", "Edit a server", "edit"),
        ("/ui/import", "Import servers", "import"),
        ("/ui/federation", "Federation", "federation"),
        ("/ui/federation?add=true", "Add a source", "federation-add"),
        ("/ui/agents", "Agents", "agents"),
        ("/ui/agent/traveller", "Traveller", "agent"),
        ("/ui/agent/traveller?tab=skills", "Traveller", "skills"),
        ("/ui/agent/traveller?tab=try", "Traveller", "chat"),
        ("/ui/agent/traveller?tab=connect", "Traveller", "agent-connect"),
        ("/ui/agent/traveller?tab=access", "Traveller", "agent-access"),
        ("/ui/agent/traveller?tab=card", "Traveller", "agent-card"),
        ("/ui/register-agent", "Register an agent", "register-agent"),
        ("/ui/edit-agent/traveller", "Edit an agent", "edit-agent"),
        ("/ui/activity", "Activity", "activity"),
        ("/ui/audit?hours=0", "Audit", "audit"),
        ("/ui/audit?hours=0&event=registry_api:1", "Audit", "audit-event"),
        ("/ui/activity?hours=720&outcome=denied&server=github", "Activity", "activity-histogram"),
        ("/ui/analytics?range=30d", "Analytics", "analytics"),
        ("/ui/analytics?range=7d&rank=slow", "Analytics", "analytics-slow"),
        ("/ui/analytics?server=github&range=30d", "github", "analytics-server"),
        ("/ui/analytics?user=ana&range=30d", "ana", "analytics-user"),
        ("/ui/server/github?tab=usage&range=30d", "GitHub", "server-usage"),
        ("/ui/server/github?tab=audience", "GitHub", "server-audience"),
        ("/ui/?range=30d", "Dashboard", "dashboard-month"),
        ("/ui/access?group=registry-admins", "Access", "access"),
        ("/ui/access?group=engineering", "Access", "access-group"),
        ("/ui/access?tab=groups&for=ana&server=jira&method=tools/call&tool=get_ticket", "Access", "access-wish"),
        ("/ui/access?tab=compare&one=ana&other=bela", "Access", "compare"),
        ("/ui/access?tab=users", "Access", "users"),
        ("/ui/access?tab=explain", "Access", "explain"),
        ("/ui/security", "Security", "security"),
        ("/ui/security?severity=high&verdict=unsafe", "Security", "security-high"),
        ("/ui/security?state=fixed", "Security", "security-fixed"),
        ("/ui/server/miro?tab=security", "Miro", "server-security"),
        ("/ui/server/terraform?tab=security", "Terraform", "server-accepted"),
        ("/ui/agent/traveller?tab=security", "Traveller", "agent-security"),
        ("/ui/tokens", "Tokens", "tokens"),
        ("/ui/settings", "Settings", "settings"),
        ("/ui/no-such-page", "Not found", "missing"),
    ];

    /// <summary>Names of pictures, with commas: only their pages are visited, while somebody works on them. All when not set.</summary>
    private static readonly string[] Wanted = (Environment.GetEnvironmentVariable("UI_PAGES") ?? "").Split(
        ',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// 720 is 1440 pixels at twice the size. What holds of a document at any width is looked for at the widest and at the narrowest.
    /// </summary>
    [Theory]
    [InlineData(1440, false, "light", "dark", "forced")]
    [InlineData(1024, true, "light", "dark")]
    [InlineData(720, true, "zoomed")]
    [InlineData(390, false, "light", "dark")]
    public Task Page_InEveryThemeAndWidth_IsCleanAndAccessible(int width, bool isKnown, params string[] themes) =>
        InspectAsync(Browser, Gateway, width, themes, Pages, isKnown);

    /// <param name="browser">With nobody signed in.</param>
    /// <param name="gateway">Whose pages they are.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="themes">Each page is loaded in the first of them.</param>
    /// <param name="pages">Where they are, what they are headed, and what their pictures are called.</param>
    /// <param name="isKnown">Whether they pass all rules at another width.</param>
    internal static async Task InspectAsync(
        Chromium browser, GatewayProcess gateway, int width, string[] themes, (string Path, string Heading, string Picture)[] pages,
        bool isKnown = false)
    {
        await using var visitor = await browser.VisitAsync(
            gateway.Address, width, 860, themes[0] == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await visitor.SignInAsync();
        var findings = new List<string>();
        foreach (var (path, heading, picture) in pages.Where(static page => Wanted.Length == 0 || Wanted.Contains(page.Picture)))
        {
            await visitor.OpenAsync(path, path.Contains("no-such", StringComparison.Ordinal) ? 404 : 200);
            await Assertions.Expect(visitor.Heading(heading)).ToHaveCountAsync(1);
            await Assertions.Expect(visitor.Page.Locator(".skeleton")).ToHaveCountAsync(0);
            findings.AddRange(await PageAudit.InThemesAsync(visitor.Page, picture, themes, isKnown));
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.Empty(visitor.Complaints);
    }
}
