using Bunit;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Hosting;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Live;

/// <summary>What every page of the UI has in common: it loads, follows changes, and ends with its session.</summary>
public sealed class LivePageTests : PageRig
{
    [Fact]
    public async Task Load_First_ThenShows()
    {
        var page = await OpenAsync();

        Assert.Equal("loaded 1", page.Find("p").TextContent);
    }

    [Theory]
    [InlineData("servers", 2)]
    [InlineData("scopes", 2)]
    [InlineData("something_else", 1)]
    public async Task Change_OfWhatIsShown_LoadsAgain(string kind, int loads)
    {
        var page = await OpenAsync();

        await ChangeAsync(kind);

        await page.WaitForAssertionAsync(() => Assert.Equal($"loaded {loads}", page.Find("p").TextContent));
    }

    /// <summary>However many changes come while it loads: once more afterwards, which sees them all.</summary>
    [Fact]
    public async Task Change_WhileItLoads_LoadsOnceMore()
    {
        var page = await OpenAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Instance.Gate = gate.Task;
        await ChangeAsync("servers");
        await ChangeAsync("servers");
        await ChangeAsync("servers");
        Assert.Equal(2, page.Instance.Loads);

        gate.SetResult();

        await page.WaitForAssertionAsync(() => Assert.Equal("loaded 3", page.Find("p").TextContent));
    }

    [Fact]
    public async Task Load_Failed_TheNextChangeTriesAgain()
    {
        var page = await OpenAsync();
        page.Instance.Gate = Task.FromException(new SessionEndedException());
        await ChangeAsync("servers");
        page.Instance.Gate = Task.CompletedTask;

        await ChangeAsync("servers");

        await page.WaitForAssertionAsync(() => Assert.Equal("loaded 3", page.Find("p").TextContent));
    }

    [Fact]
    public async Task Dispose_Page_HearsNothingMoreAndCancelsItsWork()
    {
        var page = await OpenAsync();
        var instance = page.Instance;

        await page.InvokeAsync(instance.Dispose);
        instance.Dispose();
        await ChangeAsync("servers");

        Assert.Equal(1, instance.Loads);
        Assert.True(instance.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true, 0, "Done.")]
    [InlineData(false, 2, "It is not possible.")]
    public async Task Report_Outcome_IsShown(bool isSuccess, int tone, string text)
    {
        var page = await OpenAsync();
        Result<int> result = isSuccess ? 1 : new Error(ErrorKind.Conflict, "It is not possible.");

        Assert.Equal(isSuccess, page.Instance.Tell(result));

        var toast = Assert.Single(Services.GetRequiredService<Toasts>().Shown);
        Assert.Equal(((ToastTone)tone, text), (toast.Tone, toast.Text));
    }

    [Fact]
    public async Task Suggestions_AreLoadedOnceTheContentIsShown()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var visitor = await SignInAsync("staff");
        var page = Render<Probe>(parameters => parameters.AddCascadingValue(visitor).Add(static probe => probe.Suggestions, gate.Task));

        Assert.Equal("loaded 1", page.Find("p").TextContent);
        Assert.False(page.Instance.HasSuggested);
        gate.SetResult();
        await page.WaitForAssertionAsync(() => Assert.True(page.Instance.HasSuggested));
        await ChangeAsync("servers");
        await page.WaitForAssertionAsync(() => Assert.Equal("loaded 2", page.Find("p").TextContent));

        Assert.Equal(1, page.Instance.Suggested);
    }

    [Fact]
    public async Task Page_ThatStates_HowOften_IsLoadedSoUntilItIsLeft()
    {
        var visitor = await SignInAsync("staff");
        var page = Render<Probe>(parameters => parameters.AddCascadingValue(visitor)
            .Add(static probe => probe.Period, TimeSpan.FromSeconds(7)));

        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, page.Instance.Loads);
        Time.Advance(TimeSpan.FromSeconds(1));
        await page.WaitForAssertionAsync(() => Assert.Equal("loaded 2", page.Find("p").TextContent));
        Time.Advance(TimeSpan.FromSeconds(7));
        await page.WaitForAssertionAsync(() => Assert.Equal("loaded 3", page.Find("p").TextContent));

        await page.InvokeAsync(page.Instance.Dispose);
        Time.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(3, page.Instance.Loads);
    }

    [Fact]
    public async Task Session_Ended_LeadsToTheSignInPageAndBack()
    {
        var page = await OpenAsync();
        Visitors.Id = "gone";
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("ui/servers?status=healthy");

        await page.InvokeAsync(() => page.Instance.ActAsync());

        Assert.EndsWith("login?next=%2Fui%2Fservers%3Fstatus%3Dhealthy", navigation.Uri, StringComparison.Ordinal);
        Assert.False(page.Instance.HasActed);
    }

    private async Task ChangeAsync(string kind)
    {
        await Services.GetRequiredService<UiChanges>().ApplyAsync(
            new ChangeSet([new(kind, "k", 1, false)], new(new MemoryDocumentStorage())), Cancellation);
        Time.Advance(TimeSpan.FromMilliseconds(250));
    }

    private async Task<IRenderedComponent<Probe>> OpenAsync()
    {
        var visitor = await SignInAsync("staff");
        return Render<Probe>(parameters => parameters.AddCascadingValue(visitor));
    }

    /// <summary>The smallest page.</summary>
    public sealed class Probe : LivePage
    {
        public int Loads { get; private set; }

        public Task Gate { get; set; } = Task.CompletedTask;

        public bool HasActed { get; private set; }

        [Parameter]
        public Task Suggestions { get; set; } = Task.CompletedTask;

        [Parameter]
        public TimeSpan? Period { get; set; }

        public int Suggested { get; private set; }

        public bool HasSuggested { get; private set; }

        public CancellationToken Token => Gone;

        protected override TimeSpan? Every => Period;

        protected override async Task SuggestAsync()
        {
            Suggested++;
            await Suggestions;
            HasSuggested = true;
        }

        public bool Tell<T>(Result<T> result) => Report(result, "Done.");

        public Task ActAsync() => TryAsync(async () =>
        {
            await Session.RequireAsync();
            HasActed = true;
        });

        protected override async Task LoadAsync()
        {
            Loads++;
            await Gate;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddContent(1, IsLoaded ? $"loaded {Loads}" : "loading");
            builder.CloseElement();
        }
    }
}
