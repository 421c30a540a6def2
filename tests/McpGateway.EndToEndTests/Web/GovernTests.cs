using System.Net;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What an administrator does in the pages, and what others see of it.</summary>
public sealed class GovernTests(SharedGateway shared) : SharedWebRig<SharedGateway>(shared)
{
    private const string UserPassword = "another long password";

    [Fact]
    public async Task Register_RealServer_TestsConnectsAndTurnsHealthy()
    {
        await using var upstream = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/register");

        await visitor.Page.GetByLabel("Address").FillAsync("ftp://wrong");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "http" }).First).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("Address").FillAsync(upstream.Address.ToString());
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-tested=yes]")).ToContainTextAsync("tools");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("My Peer");
        await Assertions.Expect(visitor.Page.GetByLabel("Path")).ToHaveValueAsync("/my-peer");
        await visitor.Page.GetByLabel("Description").FillAsync("Registered in the browser");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Register the server" }).ClickAsync();

        await visitor.AtAsync("/ui/server/my-peer");
        await Assertions.Expect(visitor.Page.Locator(".page-head .badge")).ToHaveTextAsync("Healthy");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Tools (" })).Not.ToContainTextAsync("(0)");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Edit_AndRemove_AreInForceAtOnce()
    {
        await using var upstream = await NodeServer.StartAsync("stateless-server.mjs", Cancellation);
        await Gateway.RegisterAsync("/peer", upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/edit/peer");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Renamed Peer");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("Renamed Peer")).ToBeVisibleAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();

        await visitor.AtAsync("/ui/servers");
        var (status, _, _) = await Gateway.CallAsync(
            "/peer/mcp", await Gateway.VendAsync(Cancellation), """{"jsonrpc":"2.0","id":1,"method":"ping"}""", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Import_DocumentWithAFault_ImportsNothingAndSaysWhy()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/import");
        var text = visitor.Page.GetByLabel("or paste it here");

        await text.FillAsync("""[{"server_name":"A","path":"/a","proxy_pass_url":"http://127.0.0.1:9/"},"""
            + """{"server_name":"B","path":"/api","proxy_pass_url":"http://127.0.0.1:9/"}]""");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Nothing was imported")).ToBeVisibleAsync();
        await text.FillAsync("""[{"server_name":"A","path":"/a","proxy_pass_url":"http://127.0.0.1:9/"}]""");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByText("1 imported")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Access_RuleTakenAway_ToolVanishesInTheOtherBrowserWithoutReload()
    {
        await using var admin = await Browser.VisitAsync(Gateway.Address);
        await admin.SignInAsync();
        await CreateGroupAsync(admin, "time-team", "currenttime", "current_time_by_timezone");
        await CreateUserAsync(admin, "maria", "time-team");

        await using var maria = await Browser.VisitAsync(Gateway.Address);
        await maria.SignInAsync("maria", UserPassword);
        await maria.OpenAsync("/ui/server/currenttime?tab=tools");
        await Assertions.Expect(maria.Page.Locator("[data-tool=current_time_by_timezone]")).ToBeVisibleAsync();
        await Assertions.Expect(maria.Page.GetByRole(AriaRole.Switch)).ToHaveCountAsync(0);
        await Assertions.Expect(maria.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" })).ToHaveCountAsync(0);

        await admin.OpenAsync("/ui/access?tab=groups&group=time-team");
        await admin.Page.GetByLabel("Tools", new() { Exact = true }).FillAsync("another_tool");
        await Assertions.Expect(admin.Page.Locator("[data-effect]"))
            .ToContainTextAsync("maria: lose 1 tool (currenttime: current_time_by_timezone)");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await admin.ToastAsync("in force");

        await Assertions.Expect(maria.Page.Locator("[data-tool=current_time_by_timezone]")).ToHaveCountAsync(0);
        await ExplainAsync(admin, "maria", "current_time_by_timezone", "no");
        Assert.Empty(admin.Complaints);
        Assert.Empty(maria.Complaints);
    }

    [Fact]
    public async Task Access_LastAdministrator_CannotBeTakenAway()
    {
        await using var admin = await Browser.VisitAsync(Gateway.Address);
        await admin.SignInAsync();
        await admin.OpenAsync("/ui/access?tab=groups&group=registry-admins");

        await admin.Page.GetByLabel("Groups of people that it is given to").FillAsync("");

        await Assertions.Expect(admin.Page.Locator("[data-effect]")).ToContainTextAsync("no administrators any more");
    }

    [Fact]
    public async Task Tokens_VendedAndRevoked_WorkAndStop()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/tokens");
        await visitor.Page.GetByLabel("What for").FillAsync("a test");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create the token" }).ClickAsync();
        var token = (await visitor.Page.Locator("[data-token]").TextContentAsync())!;
        Assert.Equal(HttpStatusCode.OK, await ListToolsAsync(token));

        await visitor.Page.Locator("tr", new() { HasText = "a test" }).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await visitor.ToastAsync("revoked");

        Assert.Equal(HttpStatusCode.Unauthorized, await ListToolsAsync(token));
        await visitor.OpenAsync("/ui/tokens");
        await Assertions.Expect(visitor.Page.Locator("[data-token]")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.GetByText("Revoked")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Settings_Secrets_AreMasked()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/settings");

        await Assertions.Expect(visitor.Page.GetByText("Auth:AdminPassword")).ToBeVisibleAsync();
        Assert.DoesNotContain(GatewayProcess.Password, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task CreateGroupAsync(Visitor admin, string group, string server, string tool)
    {
        await admin.OpenAsync("/ui/access");
        await admin.Page.GetByLabel("Name of a new group").FillAsync(group);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await admin.Page.Locator($"[data-group={group}]").WaitForAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add a rule" }).ClickAsync();
        await admin.Page.GetByLabel("Server", new() { Exact = true }).FillAsync(server);
        await admin.Page.GetByLabel("Tools", new() { Exact = true }).FillAsync(tool);
        await admin.Page.GetByLabel("Servers that it sees in lists").FillAsync(server);
        await Assertions.Expect(admin.Page.Locator("[data-effect]")).ToContainTextAsync($"Members of {group}: gain 1 tool");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await admin.ToastAsync("in force");
    }

    private static async Task CreateUserAsync(Visitor admin, string name, string group)
    {
        await admin.OpenAsync("/ui/access?tab=users");
        await admin.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await admin.Page.GetByLabel("Password").FillAsync(UserPassword);
        await admin.Page.GetByLabel("Groups", new() { Exact = true }).FillAsync(group);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Create the account" }).ClickAsync();
        await admin.Page.Locator($"[data-user={name}]").WaitForAsync();
    }

    private static async Task ExplainAsync(Visitor admin, string user, string tool, string expected)
    {
        await admin.OpenAsync("/ui/access?tab=explain");
        await admin.Page.GetByLabel("User name").FillAsync(user);
        await admin.Page.GetByLabel("Server or agent").FillAsync("currenttime");
        await admin.Page.GetByLabel("Tool or skill").FillAsync(tool);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator($"[data-explained={expected}]")).ToBeVisibleAsync();
    }

    private async Task<HttpStatusCode> ListToolsAsync(string token) =>
        (await Gateway.CallAsync("/currenttime/mcp", token, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":"""
            + """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""", Cancellation)).Status;
}
