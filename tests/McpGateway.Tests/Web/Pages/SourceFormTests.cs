using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Foundation.Documents;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Federation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>Sources are added, edited and removed on the page.</summary>
public sealed class SourceFormTests : PageRig
{
    [Fact]
    public async Task Page_NothingConfigured_LeadsToTheForm()
    {
        var page = await OpenAsync();

        Assert.Equal("ui/federation?add=true", page.Find(".page-head a").GetAttribute("href"));
    }

    [Fact]
    public async Task Add_Peer_StoresWhatTheFieldsHold()
    {
        var page = await OpenAsync("?add=true");
        await ChangeAsync(page, "source-name", " Next door ");
        await TypeAsync(page, "source-id", "next-door");
        await TypeAsync(page, "source-endpoint", "https://gateway.example.com");
        await ChangeAsync(page, "source-auth", "client");
        await ChangeAsync(page, "source-token-url", "https://gateway.example.com/oauth2/token");
        await ChangeAsync(page, "source-client", "reader");
        await ChangeAsync(page, "source-secret", "cl1ent-s3cret");
        await ChangeAsync(page, "source-interval", "30");
        await ChangeAsync(page, "source-cron", "0 3 * * *");
        await ChangeAsync(page, "source-start", true);
        await ChangeAsync(page, "source-names", "/time\n\n /weather ");
        await ChangeAsync(page, "source-tags", "sea, sky");
        await ChangeAsync(page, "source-on", "false");
        await ChangeAsync(page, "source-remove", true);
        await SaveAsync(page);

        var source = (await StoredAsync("next-door"))!;
        Assert.Equal(
            (SourceKinds.Peer, "Next door", "https://gateway.example.com", true, true, 30, "0 3 * * *", true, (bool?)false),
            (source.Kind, source.Name, source.Endpoint, source.Enabled, source.SyncOnStartup, source.IntervalMinutes ?? 0, source.Cron,
                source.RemovesMissing, source.SwitchesOn));
        Assert.Equal(
            ("https://gateway.example.com/oauth2/token", "reader", "cl1ent-s3cret", null),
            (source.TokenUrl, source.ClientId, source.ClientSecret, source.Token));
        Assert.Equal(["/time", "/weather"], source.Names);
        Assert.Equal(["sea", "sky"], source.TagFilters);
        Assert.EndsWith("ui/federation?source=next-door", Services.GetService<NavigationManager>()!.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kind_Chosen_FillsInWhatIsUsual_UnlessItWasTyped()
    {
        var page = await OpenAsync("?add=true");

        await page.Find("input[value=anthropic]").ChangeAsync(new ChangeEventArgs { Value = "anthropic" });
        Assert.Equal(("anthropic", FederationOptions.PublicRegistry), (ValueOf(page, "source-id"), ValueOf(page, "source-endpoint")));
        await TypeAsync(page, "source-endpoint", "https://registry.example.com");
        await page.Find("input[value=document]").ChangeAsync(new ChangeEventArgs { Value = "document" });

        Assert.Equal(("", "https://registry.example.com"), (ValueOf(page, "source-id"), ValueOf(page, "source-endpoint")));
    }

    [Fact]
    public async Task Save_WhatDoesNotFit_IsToldAtItsField_AndNothingIsStored()
    {
        var page = await OpenAsync("?add=true");
        await TypeAsync(page, "source-id", "Next Door");
        await ChangeAsync(page, "source-interval", "often");
        await ChangeAsync(page, "source-cron", "every day");
        await SaveAsync(page);
        Assert.Contains("whole number", ProblemOf(page, "source-interval"), StringComparison.Ordinal);

        await ChangeAsync(page, "source-interval", "");
        await SaveAsync(page);

        Assert.Contains("lower-case letters", ProblemOf(page, "source-id"), StringComparison.Ordinal);
        Assert.Contains("Field required", ProblemOf(page, "source-endpoint"), StringComparison.Ordinal);
        Assert.Contains("five fields", ProblemOf(page, "source-cron"), StringComparison.Ordinal);
        Assert.Equal("true", page.Find("#source-cron").GetAttribute("aria-invalid"));
        Assert.Equal("", ProblemOf(page, "source-interval"));
        Assert.Null(await ConfigAsync());
    }

    [Fact]
    public async Task Add_IdThatIsThere_IsToldAtTheId()
    {
        var page = await OpenAsync("?add=true", Stored());
        await TypeAsync(page, "source-id", "next-door");
        await TypeAsync(page, "source-endpoint", "https://other.example.com");
        await SaveAsync(page);

        Assert.Contains("There is a source with this id", ProblemOf(page, "source-id"), StringComparison.Ordinal);
        Assert.Equal("https://gateway.example.com", (await StoredAsync("next-door"))!.Endpoint);
    }

    [Fact]
    public async Task Edit_SecretLeftEmpty_IsKept_AndNeverShown()
    {
        var page = await OpenAsync("?edit=next-door", Stored());
        var shown = page.Markup;
        await ChangeAsync(page, "source-interval", "15");
        await SaveAsync(page);

        Assert.DoesNotContain("peer-t0ken", shown, StringComparison.Ordinal);
        Assert.Contains("Stored; empty keeps it", shown, StringComparison.Ordinal);
        var source = (await StoredAsync("next-door"))!;
        Assert.Equal(("peer-t0ken", 15), (source.Token, source.IntervalMinutes));
    }

    [Fact]
    public async Task Edit_AnotherHost_AsksForTheSecretAgain()
    {
        var page = await OpenAsync("?edit=next-door", Stored());
        await TypeAsync(page, "source-endpoint", "https://elsewhere.example.com");
        await SaveAsync(page);

        Assert.Contains("state the value", ProblemOf(page, "source-token"), StringComparison.Ordinal);
        Assert.Equal("https://gateway.example.com", (await StoredAsync("next-door"))!.Endpoint);
    }

    [Fact]
    public async Task Edit_WithoutCredentials_ForgetsThem()
    {
        var page = await OpenAsync("?edit=next-door", Stored());
        await ChangeAsync(page, "source-auth", "");
        await SaveAsync(page);

        Assert.Null((await StoredAsync("next-door"))!.Token);
    }

    [Fact]
    public async Task Edit_NoSuchSource_SaysSo() => Assert.Contains(
        "has no source", (await OpenAsync("?edit=nowhere", Stored(), ".empty")).Find(".empty").TextContent, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Remove_IsAskedFirst(bool isSure)
    {
        var page = await OpenAsync("", Stored());

        var removing = page.Find("[data-source=next-door] .danger").ClickAsync(new MouseEventArgs());
        var confirmation = Services.GetRequiredService<Confirmation>();
        Assert.NotNull(confirmation.Current);
        await page.InvokeAsync(() => confirmation.Answer(confirmation.Current, isSure));
        await removing;

        Assert.Equal(isSure, await StoredAsync("next-door") is null);
    }

    [Fact]
    public async Task Form_OfSomebodyWhoIsNoAdministrator_IsNotThere()
    {
        await StartAsync();
        await PutScopeAsync("readers", "staff", isAdmin: false, new ServerRule("*", ["all"], ["*"]));

        var page = await DrawAsync("?add=true", ".empty");

        Assert.Contains("For administrators", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("input"));
    }

    private static FederationConfigRecord Stored() => new()
    {
        Sources =
        [
            new()
            {
                Id = "next-door", Kind = SourceKinds.Peer, Endpoint = "https://gateway.example.com", Token = "peer-t0ken", Enabled = true,
            },
        ],
        CreatedAt = DateTimeOffset.UnixEpoch.AddDays(1),
        UpdatedAt = DateTimeOffset.UnixEpoch.AddDays(1),
    };

    private async Task<IRenderedComponent<FederationPage>> OpenAsync(
        string query = "", FederationConfigRecord? stored = null, string expected = "#source-remove")
    {
        await StartAsync();
        if (stored is not null)
        {
            await CommitAsync(new DocumentBatch().Put(FederationRepository.Configs, "default", stored, null));
        }

        await PutScopeAsync("registry-admins", "staff", isAdmin: true, new ServerRule("*", ["all"], ["*"]));
        return await DrawAsync(query, expected);
    }

    private async Task<IRenderedComponent<FederationPage>> DrawAsync(string query, string expected = "#source-remove")
    {
        var visitor = await SignInAsync("staff");
        Services.GetService<NavigationManager>()!.NavigateTo("ui/federation" + query);
        var page = Render<FederationPage>(parameters => parameters.AddCascadingValue(visitor));
        if (query.Length > 0)
        {
            // The form itself, or why there is none: whoever signs in is let in a moment after the policy was stored.
            await page.WaitForElementAsync(expected);
        }

        return page;
    }

    private Task<FederationConfigRecord?> ConfigAsync() =>
        Services.GetRequiredService<FederationConfigs>().FindAsync(FederationConfigRecord.Default, Cancellation);

    private async Task<SourceRecord?> StoredAsync(string id) => (await ConfigAsync())?.Find(id);

    private static Task TypeAsync(IRenderedComponent<FederationPage> page, string id, string text) =>
        page.Find("#" + id).InputAsync(new ChangeEventArgs { Value = text });

    private static Task ChangeAsync(IRenderedComponent<FederationPage> page, string id, object value) =>
        page.Find("#" + id).ChangeAsync(new ChangeEventArgs { Value = value });

    private static Task SaveAsync(IRenderedComponent<FederationPage> page) => page.Find("#save").ClickAsync(new MouseEventArgs());

    private static string? ValueOf(IRenderedComponent<FederationPage> page, string id) => page.Find("#" + id).GetAttribute("value");

    private static string ProblemOf(IRenderedComponent<FederationPage> page, string id) =>
        page.Find("#" + id).ParentElement!.QuerySelector(".problem")?.TextContent ?? "";
}
