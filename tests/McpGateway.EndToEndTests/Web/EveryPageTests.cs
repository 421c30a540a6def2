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
        ("/ui/agent/traveller?tab=credentials", "Traveller", "agent-credentials"),
        ("/ui/tokens", "Tokens", "tokens"),
        ("/ui/settings", "Settings", "settings"),
        ("/ui/no-such-page", "Not found", "missing"),
    ];

    private const int Height = 860;

    /// <summary>Cards are laid out by the server, in as many columns as the browser says there is room for.</summary>
    private const string CardsAreLaid =
        """
        () => [...document.querySelectorAll('[style*="--columns"]')]
            .every(grid => Number(grid.style.getPropertyValue('--columns')) === mcpUi.columns())
        """;

    /// <summary>Names of pictures, with commas: only their pages are visited, while somebody works on them. All when not set.</summary>
    private static readonly string[] Wanted = (Environment.GetEnvironmentVariable("UI_PAGES") ?? "").Split(
        ',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A desktop's window, and what is left when somebody makes it narrower; 720 is 1440 pixels at twice the size.</summary>
    private static readonly View[] Desktop =
    [
        new(1440, false, "light", "dark", "forced"),
        new(1024, true, "light", "dark"),
        new(720, true, "zoomed"),
    ];

    private static readonly View[] Phone = [new(390, false, "light", "dark")];

    [Fact]
    public Task Page_OnADesktop_IsCleanAndAccessible() => InspectAsync(Browser, Gateway, Desktop, Pages);

    [Fact]
    public Task Page_OnAPhone_IsCleanAndAccessible() => InspectAsync(Browser, Gateway, Phone, Pages);

    /// <param name="browser">With nobody signed in.</param>
    /// <param name="gateway">Whose pages they are.</param>
    /// <param name="views">Each page is loaded in the first width and theme, and shown in the others without loading it again.</param>
    /// <param name="pages">Where they are, what they are headed, and what their pictures are called.</param>
    internal static async Task InspectAsync(
        Chromium browser, GatewayProcess gateway, View[] views, (string Path, string Heading, string Picture)[] pages)
    {
        await using var visitor = await browser.VisitAsync(
            gateway.Address, views[0].Width, Height, views[0].Themes[0] == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await visitor.SignInAsync();
        var findings = new List<string>();
        foreach (var (path, heading, picture) in pages.Where(static page => Wanted.Length == 0 || Wanted.Contains(page.Picture)))
        {
            await visitor.Page.SetViewportSizeAsync(views[0].Width, Height);
            await visitor.OpenAsync(path, path.Contains("no-such", StringComparison.Ordinal) ? 404 : 200);
            await Assertions.Expect(visitor.Heading(heading)).ToHaveCountAsync(1);
            await Assertions.Expect(visitor.Page.Locator(".skeleton")).ToHaveCountAsync(0);
            foreach (var view in views)
            {
                await visitor.Page.SetViewportSizeAsync(view.Width, Height);
                _ = await visitor.Page.WaitForFunctionAsync(CardsAreLaid);
                var found = await PageAudit.InThemesAsync(visitor.Page, picture, view.Themes, view.IsKnown);
                findings.AddRange(found.Select(finding => $"{view.Width}: {finding}"));
            }
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>A width, and the themes in which pages are looked at in it.</summary>
    /// <param name="Width">Of the window, in CSS pixels.</param>
    /// <param name="IsKnown">
    /// Whether the same document has passed all rules at another width: what holds at any is looked for at the widest and the narrowest.
    /// </param>
    /// <param name="Themes">As <see cref="PageAudit.InThemesAsync"/> takes them.</param>
    internal sealed record View(int Width, bool IsKnown, params string[] Themes);
}
