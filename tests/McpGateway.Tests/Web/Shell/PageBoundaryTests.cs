using Bunit;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Web.Live;
using McpGateway.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.Tests.Web.Shell;

/// <summary>What is shown in place of a page that broke: at once, later by itself, and until it is tried again.</summary>
public sealed class PageBoundaryTests : PageRig
{
    private const string Inside = "the password of the store is hunter2";

    private readonly LogLines _lines = new();

    private protected override void Replace(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(_lines);

    [Fact]
    public async Task Page_ThatBreaks_IsReplacedByAReferenceToTheLogAndAWayBack()
    {
        var frame = await OpenAsync();
        frame.FindComponent<Fragile>().Instance.IsBroken = true;

        await ChangeAsync();

        await frame.WaitForAssertionAsync(() => Assert.NotEmpty(frame.Find("[data-reference]").TextContent));
        var reference = frame.Find("[data-reference]").TextContent;
        Assert.DoesNotContain("hunter2", frame.Markup, StringComparison.Ordinal);
        Assert.Equal("ui/", frame.Find("main .empty a").GetAttribute("href"));
        var (text, failure) = Assert.Single(_lines.Errors);
        Assert.Contains(reference, text, StringComparison.Ordinal);
        Assert.Equal(Inside, failure?.Message);
    }

    [Fact]
    public async Task Again_Pressed_ShowsThePageOnceItWorks()
    {
        var frame = await OpenAsync();
        frame.FindComponent<Fragile>().Instance.IsBroken = true;
        await ChangeAsync();
        await frame.WaitForAssertionAsync(() => Assert.NotEmpty(frame.FindAll("[data-reference]")));

        await frame.Find("main .empty button").ClickAsync(new MouseEventArgs());

        await frame.WaitForAssertionAsync(() => Assert.Equal("fine", frame.Find("#fragile").TextContent));
    }

    private async Task ChangeAsync()
    {
        await Services.GetRequiredService<UiChanges>().ApplyAsync(
            new ChangeSet([new("servers", "k", 1, false)], new(new MemoryDocumentStorage())), Cancellation);
        Time.Advance(TimeSpan.FromMilliseconds(250));
    }

    private async Task<IRenderedComponent<Framed>> OpenAsync()
    {
        var visitor = await SignInAsync("staff");
        return Render<Framed>(parameters => parameters.AddCascadingValue(visitor));
    }

    /// <summary>A page within the boundary, as the layout has it.</summary>
    public sealed class Framed : ComponentBase
    {
        private PageBoundary? _boundary;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "main");
            builder.OpenComponent<PageBoundary>(1);
            builder.AddAttribute(2, nameof(PageBoundary.ChildContent), (RenderFragment)(static content =>
            {
                content.OpenComponent<Fragile>(0);
                content.CloseComponent();
            }));
            builder.AddAttribute(3, nameof(PageBoundary.ErrorContent), (RenderFragment<Exception>)(_ => content =>
            {
                content.OpenComponent<BrokenPage>(0);
                content.AddAttribute(1, nameof(BrokenPage.Reference), _boundary!.Reference);
                content.AddAttribute(2, nameof(BrokenPage.Again), EventCallback.Factory.Create(this, () => _boundary.Recover()));
                content.CloseComponent();
            }));
            builder.AddComponentReferenceCapture(4, boundary => _boundary = (PageBoundary)boundary);
            builder.CloseComponent();
            builder.CloseElement();
        }
    }

    /// <summary>Breaks when it is loaded anew.</summary>
    public sealed class Fragile : LivePage
    {
        public bool IsBroken { get; set; }

        protected override Task LoadAsync() => IsBroken ? throw new InvalidOperationException(Inside) : Task.CompletedTask;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddAttribute(1, "id", "fragile");
            builder.AddContent(2, "fine");
            builder.CloseElement();
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public List<(string Text, Exception? Failure)> Errors { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Errors.Add((formatter(state, exception), exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
