using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Nothing was registered, called or made yet: what is empty says so, and what to do.</summary>
public sealed class FreshPagesTests(SharedGateway shared) : SharedWebRig<SharedGateway>(shared)
{
    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 375)]
    public Task Page_InAFreshGateway_IsCleanAndAccessible(string theme, int width) => EveryPageTests.InspectAsync(
        Browser, Gateway, theme, width, "fresh",
    [
        ("/ui/", "Dashboard", "dashboard"),
        ("/ui/servers?status=disabled", "Servers", "servers"),
        ("/ui/server/no-such/server", "Server", "server"),
        ("/ui/agents", "Agents", "agents"),
        ("/ui/agent/no-such/agent", "Agent", "agent"),
        ("/ui/activity?outcome=denied", "Activity", "activity"),
        ("/ui/access", "Access", "access"),
        ("/ui/tokens", "Tokens", "tokens"),
    ]);
}
