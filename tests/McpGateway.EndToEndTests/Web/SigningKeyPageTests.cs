using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Rotation of the signing key in the pages.</summary>
public sealed class SigningKeyPageTests : WebRig
{
    [Fact]
    public async Task Rotate_Confirmed_PublishesBothKeys_AndTokensStayGood()
    {
        var token = await Gateway.VendAsync(Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/settings");
        var keys = visitor.Page.Locator("[data-key-state]");
        await Assertions.Expect(keys).ToHaveCountAsync(1);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();

        await Assertions.Expect(keys).ToHaveCountAsync(2);
        Assert.Equal(2, (await JsonAsync("/.well-known/jwks.json")).GetProperty("keys").GetArrayLength());
        var (status, _, _) = await Gateway.CallAsync(
            "/currenttime/mcp", token, """{"jsonrpc":"2.0","id":1,"method":"ping"}""", Cancellation);
        Assert.Equal(HttpStatusCode.OK, status);
        var paths = (await JsonAsync("/openapi.json")).GetProperty("paths");
        Assert.True(paths.GetProperty("/api/auth/signing-keys").TryGetProperty("get", out _));
        Assert.True(paths.GetProperty("/api/auth/signing-keys/rotate").TryGetProperty("post", out _));
        Assert.Empty(visitor.Complaints);
    }

    private async Task<JsonElement> JsonAsync(string path) =>
        JsonSerializer.Deserialize<JsonElement>(await Gateway.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation));
}
