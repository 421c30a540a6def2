using System.Text.Json;
using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Pins;
using McpGateway.Tests.Discovery;
using McpGateway.Web.Pages.Search;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>The page shows what search finds, of every kind, and why.</summary>
public sealed class SearchPageTests : PageRig
{
    private SearchIndexChangeHandler Index => Services.GetRequiredService<SearchIndexChangeHandler>();

    [Fact]
    public async Task Query_PromptsAndResources_AreShownWithTheWordsThatMatched()
    {
        var page = await OpenAsync("plan the day", "all");

        Assert.Equal(
            ["plan_day", "plan://today"],
            page.FindAll("[data-found-item]").Select(static item => item.GetAttribute("data-found-item")!));
        Assert.Contains("plan", page.Find("[data-found-item=plan_day] [title]").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_CallerWhoseListsShowNeither_IsShownNeither()
    {
        var page = await OpenAsync("plan the day", "tools/call");

        Assert.Empty(page.FindAll("[data-found-item]"));
    }

    private async Task<IRenderedComponent<SearchPage>> OpenAsync(string query, string methods)
    {
        await SignInAsync("people");
        await PutScopeAsync("people", "people", isAdmin: false, new ServerRule("*", [methods], ["all"]));
        await PutServerAsync("Diary", "/diary");
        await CommitAsync(new DocumentBatch().Put(
            ServerRepository.Tools,
            "/diary",
            Catalogue.Tools() with
            {
                Prompts = [Item("plan_day", """{"name":"plan_day","description":"Plans a day"}""", DefinitionKind.Prompt)],
                Resources = [Item("plan://today", """{"uri":"plan://today","name":"Plan of the day"}""", DefinitionKind.Resource)],
            },
            null));
        await Index.StartAsync(Cancellation);
        await Index.LoadAsync(Cancellation);
        await Index.FlushAsync(Cancellation);
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/search?q=" + Uri.EscapeDataString(query));
        var page = Render<SearchPage>();
        await page.WaitForStateAsync(() => page.FindAll(".stack, .empty").Count > 0);
        return page;
    }

    private static PinnedItem Item(string name, string definition, DefinitionKind kind) =>
        PinnedItem.Approved(name, JsonElement.Parse(definition), kind);
}
