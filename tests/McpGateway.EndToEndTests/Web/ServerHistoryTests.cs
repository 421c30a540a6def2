using System.Net;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The history of a server's health, while it is looked at.</summary>
public sealed class ServerHistoryTests(ServerHistoryTests.WithUsers shared) : SharedWebRig<ServerHistoryTests.WithUsers>(shared)
{
    [Fact]
    public async Task History_UpstreamFailsAndRecovers_ShowsBothWithoutReload()
    {
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await Gateway.RegisterAsync("/failing", upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await using var watcher = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await watcher.SignInAsync();
        await visitor.OpenAsync("/ui/server/failing");
        await watcher.OpenAsync("/ui/server/failing");
        await Assertions.Expect(watcher.Page.Locator("[data-uptime]")).ToHaveTextAsync("100 %");
        await watcher.Page.GetByText("As a table").ClickAsync();
        await watcher.Page.EvaluateAsync("window.stillTheSamePage = true");

        await upstream.BreakAsync(true, Cancellation);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
        await Assertions.Expect(watcher.Page.Locator(".page-head .badge")).ToHaveTextAsync("Down");
        await Assertions.Expect(watcher.Page.Locator("[data-change]").First)
            .ToHaveAttributeAsync("data-change", new System.Text.RegularExpressions.Regex("^unhealthy"));
        await Assertions.Expect(watcher.Page.Locator(".strip .up, .strip .partly, .strip .down").Last).Not.ToHaveClassAsync("up");
        await Assertions.Expect(watcher.Page.Locator("[data-uptime]")).Not.ToHaveTextAsync("100 %");

        await upstream.BreakAsync(false, Cancellation);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
        await Assertions.Expect(watcher.Page.Locator(".page-head .badge")).ToHaveTextAsync("Healthy");
        await Assertions.Expect(watcher.Page.Locator("[data-change]").First).ToHaveAttributeAsync("data-change", "healthy");
        await Assertions.Expect(watcher.Page.Locator("[data-change^=unhealthy]").First).ToBeVisibleAsync();

        Assert.True(await watcher.Page.EvaluateAsync<bool>("window.stillTheSamePage === true"));
        Assert.Empty(watcher.Complaints);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task History_UneventfulCheck_IsCountedWithoutReload()
    {
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await Gateway.RegisterAsync("/steady", upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/server/steady");
        var history = visitor.Page.Locator("[data-history]");
        await Assertions.Expect(visitor.Page.Locator("[data-uptime]")).ToHaveTextAsync("100 %");
        var before = int.Parse((await history.GetAttributeAsync("data-history"))!, System.Globalization.CultureInfo.InvariantCulture);

        await Gateway.PostFormAsync("/api/refresh/steady", Cancellation);

        await Assertions.Expect(history).Not
            .ToHaveAttributeAsync("data-history", before.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("maria", HttpStatusCode.OK)]
    [InlineData("eve", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Api_Caller_Status(string? user, HttpStatusCode expected)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Gateway.Address };
        if (user is not null)
        {
            using var form = new FormUrlEncodedContent([new("username", user), new("password", People.Password)]);
            using var signedIn = await client.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form, Cancellation);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/servers/peer/health/history");
        request.Headers.Accept.Add(new("application/json"));
        using var answer = await client.SendAsync(request, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task OpenApi_DescribesTheHistory()
    {
        var document = JsonSerializer.Deserialize<JsonElement>(
            await Gateway.Client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative), Cancellation));

        Assert.Contains(
            "ServerHealthHistory",
            document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name));
    }

    /// <summary>A gateway with a server, somebody who may see it, and somebody who may not.</summary>
    public sealed class WithUsers : SharedGateway
    {
        private protected override async Task SeedAsync()
        {
            var upstream = Keep(await ChangingServer.StartAsync(Cancellation));
            await Gateway.RegisterAsync("/peer", upstream.Address, Cancellation);
            await Gateway.AddGroupAsync("users", "peer", Cancellation);
            await Gateway.AddGroupAsync("strangers", "nothing", Cancellation);
            await Gateway.AddUserAsync("maria", "users", Cancellation);
            await Gateway.AddUserAsync("eve", "strangers", Cancellation);
        }
    }
}
