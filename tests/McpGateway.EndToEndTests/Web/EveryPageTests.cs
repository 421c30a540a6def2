using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What holds on every page: nothing red in the console, no serious finding of axe, no sideways scrolling on a phone.</summary>
public sealed class EveryPageTests : WebRig
{
    private static readonly string Axe = Path.Combine(Repository.NodePeers, "node_modules", "axe-core", "axe.min.js");

    /// <summary>Where pictures of the pages go; set it to keep them.</summary>
    internal static readonly string? Pictures = Environment.GetEnvironmentVariable("UI_PICTURES");

    private static readonly (string Path, string Heading, string Picture)[] Pages =
    [
        ("/ui/", "Dashboard", "dashboard"),
        ("/ui/servers", "Servers", "servers"),
        ("/ui/server/peer", "Everything Peer", "server"),
        ("/ui/server/peer?tab=tools&tool=test_simple_text", "Everything Peer", "tools"),
        ("/ui/server/peer?tab=try&tool=test_tool_with_progress", "Everything Peer", "try"),
        ("/ui/server/peer?tab=connect", "Everything Peer", "connect"),
        ("/ui/server/peer?tab=credentials", "Everything Peer", "credentials"),
        ("/ui/register", "Register a server", "register"),
        ("/ui/edit/peer", "Edit a server", "edit"),
        ("/ui/import", "Import servers", "import"),
        ("/ui/activity", "Activity", "activity"),
        ("/ui/access?group=registry-admins", "Access", "access"),
        ("/ui/access?tab=users", "Access", "users"),
        ("/ui/access?tab=explain", "Access", "explain"),
        ("/ui/tokens", "Tokens", "tokens"),
        ("/ui/settings", "Settings", "settings"),
        ("/ui/no-such-page", "Not found", "missing"),
    ];

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 375)]
    [InlineData("dark", 375)]
    public async Task Page_InEveryThemeAndWidth_IsCleanAndAccessible(string theme, int width)
    {
        await using var upstream = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await Gateway.RegisterAsync("/peer", upstream.Address, Cancellation, "Everything Peer");
        await Gateway.CallAsync("/peer/mcp", await Gateway.VendAsync(Cancellation), """{"jsonrpc":"2.0","id":1,"method":"ping"}""",
            Cancellation);
        await InspectAsync(theme, width, "ui", Pages);
    }

    /// <summary>Nothing was registered, called or made yet: what is empty says so, and what to do.</summary>
    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 375)]
    public async Task Page_InAFreshGateway_IsCleanAndAccessible(string theme, int width) => await InspectAsync(theme, width, "fresh",
    [
        ("/ui/", "Dashboard", "dashboard"),
        ("/ui/servers?status=disabled", "Servers", "servers"),
        ("/ui/server/no/such/server", "Server", "server"),
        ("/ui/activity?outcome=denied", "Activity", "activity"),
        ("/ui/access", "Access", "access"),
        ("/ui/tokens", "Tokens", "tokens"),
    ]);

    private async Task InspectAsync(string theme, int width, string prefix, (string Path, string Heading, string Picture)[] pages)
    {
        await using var visitor = await Browser.VisitAsync(
            Gateway.Address, width, 860, theme == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await visitor.SignInAsync();
        var findings = new List<string>();
        foreach (var (path, heading, picture) in pages)
        {
            await visitor.OpenAsync(path);
            await Assertions.Expect(visitor.Heading(heading)).ToHaveCountAsync(1);
            findings.AddRange((await AuditAsync(visitor.Page)).Select(finding => $"{path}: {finding}"));
            var overflow = await visitor.Page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (overflow > 0)
            {
                findings.Add($"{path}: scrolls sideways by {overflow} px");
            }

            if (Pictures is not null)
            {
                Directory.CreateDirectory(Pictures);
                await visitor.Page.ScreenshotAsync(
                    new() { Path = Path.Combine(Pictures, $"{prefix}-{picture}-{theme}{(width < 500 ? "-phone" : "")}.png") });
            }
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.Empty(visitor.Complaints);
    }

    internal static async Task<IReadOnlyList<string>> AuditAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, Cancellation));
        var result = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] })");
        return
        [
            .. from violation in result.GetProperty("violations").EnumerateArray()
               where violation.GetProperty("impact").GetString() is "serious" or "critical"
               from node in violation.GetProperty("nodes").EnumerateArray().Take(3)
               select $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} "
                   + $"{node.GetProperty("failureSummary").GetString()}",
        ];
    }
}
