using System.Net;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The consent page says "until you take it back": this is where.</summary>
public sealed class AuthorizedClientsTests : WebRig
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    [Fact]
    public async Task Client_LetInAndPutOutWithTheKeyboard_IsRefusedAtOnce()
    {
        var client = await PageClient.RegisterAsync(Gateway, "Notebook Assistant", Cancellation);
        var other = await PageClient.RegisterAsync(Gateway, "Code Editor", Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/tokens");
        await Assertions.Expect(visitor.Page.GetByText("Those that you allow are here")).ToBeVisibleAsync();

        var token = await Browser.AllowAsync(client, Gateway.Address, Cancellation);
        var kept = await Browser.AllowAsync(other, Gateway.Address, Cancellation);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await PingAsync(token), await PingAsync(kept)));

        // They come without a reload.
        var entry = visitor.Page.Locator($"[data-client={client.Id}]");
        await Assertions.Expect(visitor.Page.Locator("[data-client]")).ToHaveCountAsync(2);
        await Assertions.Expect(entry).ToContainTextAsync("Notebook Assistant");
        await Assertions.Expect(entry).ToContainTextAsync("Name not verified");
        await Assertions.Expect(entry).ToContainTextAsync("It sent you to client.example.");
        await Assertions.Expect(entry).ToContainTextAsync("May use /currenttime/mcp");

        var keys = new Keys(visitor.Page);
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        var putOut = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Put out Notebook Assistant" });
        await keys.TabToAsync(putOut);
        await keys.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(putOut).ToBeFocusedAsync();
        Assert.Equal(HttpStatusCode.OK, await PingAsync(token));
        await keys.PressAsync("Enter");
        await keys.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Put it out" }));
        await keys.PressAsync("Enter");

        await visitor.ToastAsync("The client is out");
        await Assertions.Expect(entry).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Clients you let in" })).ToBeFocusedAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await PingAsync(token), await PingAsync(kept)));
        await Assertions.Expect(visitor.Page.Locator("[data-client]")).ToHaveCountAsync(1);
        Assert.Empty(visitor.Complaints);
    }

    private async Task<HttpStatusCode> PingAsync(string token) =>
        (await Gateway.CallAsync("/currenttime/mcp", token, Ping, Cancellation)).Status;
}
