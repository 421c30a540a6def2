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
using Microsoft.AspNetCore.Components.Web;
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
            Found(page));
        Assert.Contains("the words plan", page.Find("[data-found=plan_day] .why").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_CallerWhoseListsShowNeither_IsShownNeither()
    {
        var page = await OpenAsync("plan the day", "tools/call");

        Assert.Empty(Found(page));
    }

    /// <summary>Each condition of the address, and what is left of three servers with a tool each.</summary>
    [Theory]
    [InlineData("", "mail_a", "mail_b")]
    [InlineData("&tag=post", "mail_a")]
    [InlineData("&tag=nobody")]
    [InlineData("&server=%2Fb", "mail_b")]
    [InlineData("&rating=4", "mail_b")]
    [InlineData("&health=disabled", "mail_c")]
    [InlineData("&health=unknown", "mail_a", "mail_b")]
    [InlineData("&health=healthy")]
    [InlineData("&health=nonsense&rating=9&score=x", "mail_a", "mail_b")]
    [InlineData("&tag=post&server=%2Fb")]
    public async Task Address_Conditions_NarrowWhatIsShown(string conditions, params string[] tools)
    {
        await FillAsync();

        var page = await ShowAsync("q=mail&kind=tools" + conditions);

        Assert.Equal(tools, Found(page).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Score_HigherThanAnyHas_LeavesNothingAndOffersTheWayBack()
    {
        await FillAsync();
        var page = await ShowAsync("q=mail%20from%20the%20moon%20tomorrow&score=75");
        Assert.Empty(Found(page));

        await page.Find(".empty button").ClickAsync(new MouseEventArgs());

        await page.WaitForStateAsync(() => Found(page).Count > 0);
        Assert.EndsWith("ui/search?q=mail%20from%20the%20moon%20tomorrow", Address(), StringComparison.Ordinal);
    }

    /// <summary>What is chosen goes into the address beside what was asked; the choices say how many there are.</summary>
    [Fact]
    public async Task Choices_AreCountedAndKeptInTheAddress()
    {
        await FillAsync();
        var page = await ShowAsync("q=mail");
        Assert.Equal(
            ["Any tag", "letters (4)", "post (2)"], page.FindAll("[aria-label=Tag] option").Select(static option => option.TextContent));
        Assert.Equal("Not checked yet (4)", page.Find("[aria-label=Health] option[value=unknown]").TextContent);

        await page.Find("[aria-label=Tag]").ChangeAsync(new ChangeEventArgs { Value = "post" });
        await page.WaitForStateAsync(() => Found(page).Count == 2);

        Assert.Equal(["mail_a", "A"], Found(page));
        Assert.EndsWith("ui/search?q=mail&tag=post", Address(), StringComparison.Ordinal);
        await page.Find("[aria-label='What you look for']").InputAsync(new ChangeEventArgs { Value = "letters" });
        await page.Find("form").SubmitAsync();
        Assert.EndsWith("ui/search?q=letters&tag=post", Address(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Found(IRenderedComponent<SearchPage> page) =>
        [.. page.FindAll("[data-found]").Select(static item => item.GetAttribute("data-found")!)];

    private string Address() => Assert.IsType<string>(JSInterop.Invocations["mcpUi.replaceAddress"][^1].Arguments[0]);

    /// <summary>A and B with different tags and ratings, and C, which is switched off.</summary>
    private async Task FillAsync()
    {
        await SignInAsync("people");
        await PutScopeAsync("people", "people", isAdmin: false, new ServerRule("*", ["all"], ["all"]));
        (string, string[], int)[] servers = [("A", ["post", "letters"], 0), ("B", ["letters"], 5), ("C", [], 0)];
        foreach (var (name, tags, rating) in servers)
        {
            var server = Catalogue.Server(name, tags) with
            {
                Description = "Sends mail",
                IsEnabled = name != "C",
                Ratings = rating == 0 ? [] : [new("ann", rating)],
            };
            await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, server.Key, server, null)
                .Put(ServerRepository.Tools, server.Key, Catalogue.Tools(Catalogue.Tool($"mail_{name.ToLowerInvariant()}")), null));
        }
    }

    private async Task<IRenderedComponent<SearchPage>> ShowAsync(string address)
    {
        await Index.StartAsync(Cancellation);
        await Index.LoadAsync(Cancellation);
        await Index.FlushAsync(Cancellation);
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/search?" + address);
        var page = Render<SearchPage>();
        await page.WaitForStateAsync(() => page.FindAll(".stack, .empty").Count > 0);
        return page;
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
        return await ShowAsync("q=" + Uri.EscapeDataString(query));
    }

    private static PinnedItem Item(string name, string definition, DefinitionKind kind) =>
        PinnedItem.Approved(name, JsonElement.Parse(definition), kind);
}
