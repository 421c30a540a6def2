using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The pages about one server, with real servers behind them.</summary>
public sealed partial class ServerPageTests(SharedGateway shared) : SharedWebRig<SharedGateway>(shared)
{
    [Fact]
    public async Task Switch_OffAndOn_ChangesStatusAndRoutes()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/server/currenttime");
        var enabled = visitor.Page.GetByRole(AriaRole.Switch);

        await enabled.ClickAsync();
        await visitor.ToastAsync("Disabled");
        await Assertions.Expect(enabled).ToHaveAttributeAsync("aria-checked", "false");
        var token = await Gateway.VendAsync(Cancellation);
        var (status, _, _) = await Gateway.CallAsync(
            "/currenttime/mcp", token, """{"jsonrpc":"2.0","id":1,"method":"ping"}""", Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, status);

        await enabled.ClickAsync();
        await Assertions.Expect(enabled).ToHaveAttributeAsync("aria-checked", "true");
        await Assertions.Expect(visitor.Page.Locator(".page-head .badge")).ToHaveTextAsync("Healthy");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task TryIt_BuiltInServer_ShowsTheAnswerAndRecordsTheCall()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/server/currenttime?tab=try&tool=current_time_by_timezone");

        await visitor.Page.GetByLabel("tz_name").FillAsync("UTC");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("[data-result=done]")).ToContainTextAsync(UtcTime());
        var calls = await Eventually.GetAsync(async () =>
        {
            var text = await Gateway.Client.GetStringAsync(
                new Uri("/api/audit/calls?server=currenttime&text=tools/call", UriKind.Relative), Cancellation);
            return text.Contains("current_time_by_timezone", StringComparison.Ordinal) ? text : null;
        });
        Assert.Contains("\"traditional\"", calls, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task TryIt_EverySortOfAnswer_IsShown()
    {
        await using var upstream = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await Gateway.RegisterAsync("/peer", upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();

        await RunAsync(visitor, "test_simple_text");
        await Assertions.Expect(visitor.Page.Locator("[data-result=done] pre")).ToBeVisibleAsync();
        await RunAsync(visitor, "test_image_content");
        await Assertions.Expect(visitor.Page.Locator("[data-result=done] img")).ToBeVisibleAsync();
        await RunAsync(visitor, "test_error_handling");
        await Assertions.Expect(visitor.Page.Locator("[data-result=error]")).ToContainTextAsync("The tool reports an error");
        await RunAsync(visitor, "test_tool_with_progress");
        await Assertions.Expect(visitor.Page.Locator("[data-result=done] progress")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Rating_GivenInOneBrowser_ShowsInAnother()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await using var other = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await other.SignInAsync();
        await visitor.OpenAsync("/ui/server/currenttime");
        await other.OpenAsync("/ui/server/currenttime");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "4 stars" }).ClickAsync();

        await Assertions.Expect(other.Page.GetByText("4.0 from 1 rating")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
        Assert.Empty(other.Complaints);
    }

    [Fact]
    public async Task Connect_EveryClient_GivesAWorkingConfiguration()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/server/currenttime?tab=connect");
        var snippet = visitor.Page.Locator("[data-snippet]");
        var url = new Uri(Gateway.Address, "/currenttime/mcp").ToString();

        foreach (var client in new[] { "Claude Code", "Codex", "Claude Desktop", "ChatGPT", "Zed", "Goose", "JSON" })
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = client, Exact = true }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = client, Exact = true }))
                .ToHaveAttributeAsync("aria-pressed", "true");
            await Assertions.Expect(snippet).ToContainTextAsync(url);
        }

        Assert.Equal(
            ["vscode", "cursor", "goose", "lmstudio"],
            await visitor.Page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('[data-link]')].map(link => link.protocol.slice(0, -1))"));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Copy the configuration" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Copied")).ToBeVisibleAsync();
        var copied = await visitor.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(await snippet.TextContentAsync(), copied);
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>From the page to a client that works: the token is made where it is needed, and is good.</summary>
    [Fact]
    public async Task Connect_TokenMadeInPlace_StandsInTheConfigurationAndIsGood()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/server/currenttime?tab=connect&client=JSON&auth=token");
        var snippet = visitor.Page.Locator("[data-snippet]");
        await Assertions.Expect(snippet).ToContainTextAsync("YOUR_TOKEN");

        await visitor.Page.GetByLabel("Token for").FillAsync("my laptop");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-made]")).ToBeVisibleAsync();
        var configuration = JsonSerializer.Deserialize<JsonElement>((await snippet.TextContentAsync())!);
        var entry = configuration.GetProperty("mcpServers").EnumerateObject().Single().Value;
        var token = entry.GetProperty("headers").GetProperty("Authorization").GetString()!["Bearer ".Length..];
        TestLog.Current.Secret(token);
        var (status, _, _) = await Gateway.CallAsync(
            "/currenttime/mcp", token, """{"jsonrpc":"2.0","id":1,"method":"ping"}""", Cancellation);

        Assert.Equal(HttpStatusCode.OK, status);
        await visitor.OpenAsync("/ui/tokens");
        await Assertions.Expect(visitor.Page.GetByText("my laptop")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    private static async Task RunAsync(Visitor visitor, string tool)
    {
        await visitor.OpenAsync($"/ui/server/peer?tab=try&tool={tool}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\+0000")]
    private static partial Regex UtcTime();
}
