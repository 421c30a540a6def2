using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What somebody does in the pages, found again in the audit by a browser.</summary>
public sealed class AuditPageTests : WebRig
{
    [Fact]
    public async Task Change_MadeInThePages_IsFoundOpenedVerifiedAndExported()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/settings");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-key-state]")).ToHaveCountAsync(2);

        await visitor.OpenAsync("/ui/audit?user=admin&resource=signing_key");
        var rows = visitor.Page.Locator("[aria-label=Events] tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await rows.Filter(new() { HasText = "create" }).GetByRole(AriaRole.Button).ClickAsync();
        var details = visitor.Page.Locator("tr.details");
        await Assertions.Expect(details).ToContainTextAsync("/ui/settings");
        await Assertions.Expect(details).ToContainTextAsync("127.0.0.1");
        await Assertions.Expect(details).ToContainTextAsync("********");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#audit-verdict")).ToContainTextAsync("are as they were written");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(
            () => visitor.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancellation);
        Assert.Equal(3, lines.Length);
        Assert.All(lines.Skip(1), static line => Assert.Contains(",admin,", line, StringComparison.Ordinal));
        Assert.Empty(visitor.Complaints);
    }
}
