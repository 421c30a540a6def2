using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Nothing was registered, called or made yet: what is empty says so, and what to do.</summary>
public sealed class FreshPagesTests(SharedGateway shared) : SharedWebRig<SharedGateway>(shared)
{
    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 375)]
    public Task Page_InAFreshGateway_IsCleanAndAccessible(string theme, int width) => EveryPageTests.InspectAsync(
        Browser, Gateway, [new(width, false, theme)],
    [
        ("/ui/", "Dashboard", "fresh-dashboard"),
        ("/ui/servers?status=disabled", "Servers", "fresh-servers"),
        ("/ui/server/no-such/server", "Server", "fresh-server"),
        ("/ui/agents", "Agents", "fresh-agents"),
        ("/ui/agent/no-such/agent", "Agent", "fresh-agent"),
        ("/ui/activity?outcome=denied", "Activity", "fresh-activity"),
        ("/ui/access", "Access", "fresh-access"),
        ("/ui/tokens", "Tokens", "fresh-tokens"),
    ]);
}
