using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Federation;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>From a gateway without sources to servers of one, by a browser alone.</summary>
public sealed class SourceFormTests : WebRig
{
    [Fact]
    public async Task Source_AddedSynchronisedEditedAndRemoved_WithoutTheApi()
    {
        await using var source = await SourceServer.StartAsync();
        source.Answer = RegistryPages.Of(3).Answer;
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/federation");
        var page = visitor.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Add a source" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("Add a source")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Radio, new() { Name = "MCP registry" }).CheckAsync();
        await Assertions.Expect(page.GetByLabel("Id", new() { Exact = true })).ToHaveValueAsync("anthropic");
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(source.Url);
        await page.GetByLabel("Times (cron, UTC)").FillAsync("every day");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the source" }).ClickAsync();
        await Assertions.Expect(page.GetByText("five fields in UTC")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Times (cron, UTC)")).ToBeFocusedAsync();
        Assert.Empty(await PageAudit.RunAsync(page));
        await page.GetByLabel("Times (cron, UTC)").FillAsync("0 3 * * *");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the source" }).ClickAsync();
        await visitor.ToastAsync("The source is added");

        await visitor.AtAsync("/ui/federation?source=anthropic");
        await page.GetByRole(AriaRole.Button, new() { Name = "Synchronise anthropic" }).ClickAsync();
        await visitor.ToastAsync("3 added");
        await Assertions.Expect(page.Locator("[data-source=anthropic] [data-state]")).ToHaveTextAsync("up to date");

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit anthropic" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Times (cron, UTC)")).ToHaveValueAsync("0 3 * * *");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("The registry");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await visitor.ToastAsync("The changes are saved");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The registry" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove The registry" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await visitor.ToastAsync("The registry was removed");
        await Assertions.Expect(page.Locator("[data-source=anthropic]")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }
}
