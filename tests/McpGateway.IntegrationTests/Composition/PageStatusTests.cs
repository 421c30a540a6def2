using System.Net;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>What a page says in words, its status says to programs.</summary>
public sealed class PageStatusTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_ForAPersonWithoutTheRight_Is403InsideTheShell()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        await gateway.CreateGroupAsync(
            "readers", [], new Dictionary<string, string[]>(StringComparer.Ordinal) { ["list_service"] = ["all"] });
        await gateway.CreateUserAsync("maria", "readers");
        using var maria = await gateway.SignedInAsync("maria");

        await AssertAsync(maria, "/ui/settings", HttpStatusCode.Forbidden, "Only administrators see the configuration.");
        await AssertAsync(
            maria, "/ui/security", HttpStatusCode.Forbidden, "Only administrators can see the security of the registry");
        await AssertAsync(maria, "/ui/access", HttpStatusCode.Forbidden, "Only administrators see and change the access policy.");
        await AssertAsync(maria, "/ui/import", HttpStatusCode.Forbidden, "Only administrators can import servers.");
        await AssertAsync(maria, "/ui/register", HttpStatusCode.Forbidden, "Your groups do not allow you to register servers.");
        await AssertAsync(maria, "/ui/edit/currenttime", HttpStatusCode.Forbidden, "You may not do this");
        await AssertAsync(maria, "/ui/servers", HttpStatusCode.OK, "<h1 tabindex=\"-1\">Servers</h1>");
    }

    [Fact]
    public async Task Page_ThatIsNone_Is404InsideTheShell()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var administrator = await gateway.SignedInAsync(ComposedGateway.Administrator);

        await AssertAsync(administrator, "/ui/no-such-page", HttpStatusCode.NotFound, "There is no such page");
        await AssertAsync(administrator, "/ui/settings/deeper", HttpStatusCode.NotFound, "There is no such page");
        await AssertAsync(administrator, "/ui/server/missing", HttpStatusCode.NotFound, "This server cannot be shown");
        await AssertAsync(administrator, "/ui/edit/missing", HttpStatusCode.NotFound, "No server is registered at this path.");
        await AssertAsync(administrator, "/ui/server/currenttime", HttpStatusCode.OK, "/currenttime");
        await AssertAsync(administrator, "/ui/settings", HttpStatusCode.OK, "Rotate the key");
    }

    private static async Task AssertAsync(HttpClient client, string path, HttpStatusCode status, string text)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.True(answer.StatusCode == status, $"{path}: {answer.StatusCode}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(text, html, StringComparison.Ordinal);
        Assert.Contains("<nav id=\"sidebar\"", html, StringComparison.Ordinal);
    }
}
