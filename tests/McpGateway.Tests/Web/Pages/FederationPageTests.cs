using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sync;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Federation;
using McpGateway.Web.Pages.Servers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class FederationPageTests : PageRig
{
    [Fact]
    public async Task Page_Sources_ShowStateItemsRunsAndProblems()
    {
        var page = await OpenAsync(isAdmin: true, "?source=anthropic");

        Assert.Equal(["with problems", "switched off"], page.FindAll("[data-state]").Select(static badge => badge.TextContent));
        Assert.Contains("1 item", page.Find("[data-source=anthropic] dl").TextContent, StringComparison.Ordinal);
        Assert.Contains("every 60 min", page.Find("[data-source=anthropic] dl").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll("[data-runs] tbody tr").Count);
        Assert.Contains("The source is away", page.Find("[data-runs]").TextContent, StringComparison.Ordinal);
        Assert.Contains("It is a server of this gateway", page.Find("[data-runs] [data-problems]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("[data-source=next-door] button[disabled]"));
    }

    [Fact]
    public async Task Page_NoSourceOpen_ShowsNoRuns() => Assert.Empty((await OpenAsync(isAdmin: true)).FindAll("[data-runs]"));

    [Fact]
    public async Task Page_Others_IsRefused() =>
        Assert.Contains("For administrators", (await OpenAsync(isAdmin: false)).Markup, StringComparison.Ordinal);

    [Fact]
    public async Task Page_NothingConfigured_SaysHow()
    {
        await PutScopeAsync("registry-admins", "staff", true, new ServerRule("*", ["all"], ["*"]));
        var visitor = await SignInAsync("staff");

        var page = Render<FederationPage>(parameters => parameters.AddCascadingValue(visitor));

        Assert.Contains("No sources yet", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_Chosen_AsksForThoseAlone()
    {
        IReadOnlyCollection<string>? asked = null;
        var card = RenderPreview(only => asked = only);

        Assert.Equal("Bring all in", card.Find("[data-bring]").TextContent);
        await card.FindAll("[data-change=added] input")[0].ChangeAsync(new ChangeEventArgs { Value = false });
        Assert.Equal("Bring 1 chosen in", card.Find("[data-bring]").TextContent);
        await card.Find("[data-bring]").ClickAsync(new MouseEventArgs());

        Assert.Equal(["io.x/two"], asked!);
    }

    [Fact]
    public async Task Preview_All_LeavesTheSourceAsItIs()
    {
        IReadOnlyCollection<string>? asked = ["?"];
        var card = RenderPreview(only => asked = only);

        await card.Find("[data-bring]").ClickAsync(new MouseEventArgs());

        Assert.Null(asked);
    }

    [Theory]
    [InlineData("anthropic", "anthropic", "ANTHROPIC", "anthropic")]
    [InlineData("asor", "asor", "ASOR", "asor")]
    [InlineData("next-door", "peer", "next-door", "other")]
    public void Badge_Origin_HasTheColourOfItsKind(string source, string kind, string text, string style)
    {
        var badge = Render<SourceBadge>(parameters => parameters.Add(static part => part.Origin, Origin(source, kind))).Find(".badge");

        Assert.Equal((text, true), (badge.TextContent, badge.ClassList.Contains(style)));
    }

    [Fact]
    public void Badge_OwnItem_IsNone() =>
        Assert.Empty(Render<SourceBadge>(static parameters => parameters.Add(static part => part.Origin, null)).Markup.Trim());

    [Theory]
    [InlineData("", true, true)]
    [InlineData("anthropic", true, false)]
    [InlineData("-", false, true)]
    [InlineData("asor", false, false)]
    public void Filter_Source_KeepsItsItems(string source, bool isImportedKept, bool isOwnKept)
    {
        Assert.Equal(isImportedKept, SourceChoice.Fits(Origin("anthropic", "anthropic"), source));
        Assert.Equal(isOwnKept, SourceChoice.Fits(null, source));
        Assert.Equal(
            source.Length == 0 ? null : source, ServerFilter.Of(null, null, null, null, null, null, source).Parameters()["source"]);
    }

    private IRenderedComponent<PreviewCard> RenderPreview(Action<IReadOnlyCollection<string>?> run)
    {
        // A list that is drawn as far as one can see would draw nothing where nobody looks.
        JSInterop.Mode = JSRuntimeMode.Loose;
        return Render<PreviewCard>(parameters => parameters
            .Add(
                static card => card.Preview,
                new SyncPreview(
                    Run(added: 2),
                    [new("added", "io.x/one", "/io.x-one"), new("added", "io.x/two", "/io.x-two"), new("changed", "io.x/old", "/o")]))
            .Add(static card => card.Run, run));
    }

    private async Task<IRenderedComponent<FederationPage>> OpenAsync(bool isAdmin, string query = "")
    {
        await StartAsync();
        var now = Time.GetUtcNow();
        await PutServerAsync("Far", "/io.x-far", "send");
        var far = (await Store.FindAsync(ServerRepository.Servers, "/io.x-far", Cancellation))!;
        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, far.Key, far.Value with { Origin = Origin("anthropic", "anthropic") }, far.Version)
            .Put(FederationRepository.Configs, "default", new()
            {
                Sources =
                [
                    new()
                    {
                        Id = "anthropic", Kind = "anthropic", Endpoint = "https://registry.example", Enabled = true, IntervalMinutes = 60,
                    },
                    new() { Id = "next-door", Kind = "peer", Endpoint = "https://gateway.example" },
                ],
                CreatedAt = now,
                UpdatedAt = now,
            }, null)
            .Put(FederationRepository.Histories, "anthropic", new()
            {
                Runs =
                [
                    Run(added: 1) with { Refused = 1, Problems = [new("io.x/own", "It is a server of this gateway")] },
                    Run(added: 0) with { StartedAt = now.AddHours(-2), Status = SyncRun.Failed, Error = "The source is away" },
                ],
            }, null));
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin, new ServerRule("*", ["all"], ["*"]));
        var visitor = await SignInAsync("staff");
        Services.GetService<NavigationManager>()!.NavigateTo("ui/federation" + query);
        return Render<FederationPage>(parameters => parameters.AddCascadingValue(visitor));
    }

    private SyncRun Run(int added) => new()
    {
        StartedAt = Time.GetUtcNow().AddHours(-1),
        EndedAt = Time.GetUtcNow().AddHours(-1),
        Trigger = "manual",
        By = "bob",
        Status = SyncRun.Completed,
        IsFull = true,
        Read = 2,
        Added = added,
    };

    private static ItemOrigin Origin(string source, string kind) => new()
    {
        Source = source,
        SourceKind = kind,
        OriginalId = "io.x/far",
        ContentHash = "h",
        ImportedAt = default,
    };
}
