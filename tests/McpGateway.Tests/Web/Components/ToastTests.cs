using AngleSharp.Dom;
using Bunit;
using McpGateway.Web.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Components;

public sealed class ToastTests : BunitContext
{
    private readonly SteppedTime _time = new();
    private readonly Toasts _toasts = new();

    public ToastTests()
    {
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton(_toasts);
        JSInterop.SetupVoid("mcpUi.settled").SetVoidResult();
    }

    [Theory]
    [InlineData(0, "good")]
    [InlineData(1, "")]
    [InlineData(2, "bad")]
    public async Task Message_OfEachTone_LooksLikeIt(int tone, string expected)
    {
        var host = Render<ToastHost>();

        await AddAsync(host, (ToastTone)tone, "Saved.");

        var toast = Assert.Single(Shown(host));
        Assert.Equal(expected.Length > 0 ? ["toast", expected] : ["toast"], toast.ClassList);
        Assert.Equal("Saved.", toast.QuerySelector("p")!.TextContent);
    }

    /// <summary>Screen readers hear of what appears in an element that was there before.</summary>
    [Fact]
    public void Host_WithoutMessages_IsALiveRegionAlready()
    {
        var region = Render<ToastHost>().Find("[role=status]");

        Assert.Equal("polite", region.GetAttribute("aria-live"));
        Assert.Empty(region.Children);
    }

    [Theory]
    [InlineData(0, 0, 4)]
    [InlineData(1, 0, 4)]
    [InlineData(2, 0, 10)]
    [InlineData(0, 150, 14)]
    [InlineData(2, 150, 20)]
    [InlineData(0, 14, 4)]
    public void Stays_ByToneAndLength_IsTimeToReadIt(int tone, int length, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new Toast(1, (ToastTone)tone, new string('x', length)).Stays);

    [Fact]
    public async Task Message_AfterItsTime_Goes()
    {
        var host = Render<ToastHost>();
        await AddAsync(host, ToastTone.Note, "Noted.");

        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Single(_toasts.Shown);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        await host.WaitForAssertionAsync(() => Assert.Empty(Shown(host)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_PointedAtOrFocused_WaitsAndThenHasItsWholeTimeAgain(bool withPointer)
    {
        var host = Render<ToastHost>();
        await AddAsync(host, ToastTone.Note, "Noted.");
        await HoldAsync(host, withPointer);

        _time.Advance(TimeSpan.FromSeconds(30));
        await host.WaitForStateAsync(() => _time.Waiting == 0);
        Assert.Single(_toasts.Shown);
        await ReleaseAsync(host, withPointer);
        await host.WaitForStateAsync(() => _time.Waiting == 1);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Single(_toasts.Shown);
        _time.Advance(TimeSpan.FromSeconds(2));

        await host.WaitForAssertionAsync(() => Assert.Empty(Shown(host)));
    }

    [Fact]
    public async Task Message_WithAnAction_RunsItOnceAndGoes()
    {
        var host = Render<ToastHost>();
        var runs = 0;
        await host.InvokeAsync(() => _toasts.Add(ToastTone.Done, "Removed.", new("Undo", () => Task.FromResult(++runs))));
        Assert.True(_toasts.Shown[0].Stays >= TimeSpan.FromSeconds(10));

        await host.Find("button.link").ClickAsync(new MouseEventArgs());

        Assert.Equal(1, runs);
        Assert.Empty(_toasts.Shown);
    }

    [Fact]
    public async Task Message_Closed_GoesAtOnceAndAlone()
    {
        var host = Render<ToastHost>();
        await AddAsync(host, ToastTone.Error, "First.");
        await AddAsync(host, ToastTone.Error, "Second.");

        await host.FindAll("[aria-label='Close this message']")[0].ClickAsync(new MouseEventArgs());

        Assert.Equal("Second.", Assert.Single(Shown(host)).QuerySelector("p")!.TextContent);
    }

    /// <summary>The browser tells of no pointer that leaves what is gone: the others must not wait for it.</summary>
    [Fact]
    public async Task Message_ClosedWhilePointedAt_DoesNotHoldTheOthers()
    {
        var host = Render<ToastHost>();
        await AddAsync(host, ToastTone.Note, "First.");
        await AddAsync(host, ToastTone.Note, "Second.");
        await HoldAsync(host, withPointer: true);

        await host.FindAll("[aria-label='Close this message']")[0].ClickAsync(new MouseEventArgs());
        _time.Advance(TimeSpan.FromSeconds(5));

        await host.WaitForAssertionAsync(() => Assert.Empty(Shown(host)));
    }

    [Fact]
    public async Task Messages_MoreThanFive_TheOldestGo()
    {
        var host = Render<ToastHost>();

        for (var number = 1; number <= 7; number++)
        {
            await AddAsync(host, ToastTone.Error, $"Message {number}");
        }

        Assert.Equal(
            ["Message 3", "Message 4", "Message 5", "Message 6", "Message 7"],
            Shown(host).Select(toast => toast.QuerySelector("p")!.TextContent));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    public async Task Script_AfterSomethingIsDone_ForgetsWhatWasTyped(int tone, int times)
    {
        var host = Render<ToastHost>();

        await AddAsync(host, (ToastTone)tone, "Message");

        await host.WaitForAssertionAsync(() => Assert.Equal(times, JSInterop.Invocations["mcpUi.settled"].Count));
    }

    [Fact]
    public async Task Message_OfAStranger_IsText()
    {
        var host = Render<ToastHost>();

        await AddAsync(host, ToastTone.Error, "<img src=x onerror=alert(1)>\u202Eevil");

        Assert.Empty(host.FindAll("img"));
        Assert.Equal("<img src=x onerror=alert(1)>⟨U+202E⟩evil", host.Find("p").TextContent);
    }

    [Fact]
    public async Task Host_Gone_HearsOfNothingMore()
    {
        var host = Render<ToastHost>();
        await AddAsync(host, ToastTone.Note, "Before.");

        await DisposeComponentsAsync();
        _toasts.Add(ToastTone.Note, "After.");

        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public void Remove_MessageThatIsGone_TellsNobody()
    {
        _toasts.Add(ToastTone.Note, "Once.");
        var toast = _toasts.Shown[0];
        _toasts.Remove(toast);
        var told = 0;
        _toasts.Changed += () => told++;

        _toasts.Remove(toast);

        Assert.Equal(0, told);
    }

    private static IEnumerable<IElement> Shown(IRenderedComponent<ToastHost> host) => host.FindAll("[data-toast]");

    private static Task HoldAsync(IRenderedComponent<ToastHost> host, bool withPointer) => withPointer
        ? host.Find(".toasts").TriggerEventAsync("onmouseenter", new MouseEventArgs())
        : host.Find(".toasts").TriggerEventAsync("onfocusin", new FocusEventArgs());

    private static Task ReleaseAsync(IRenderedComponent<ToastHost> host, bool withPointer) => withPointer
        ? host.Find(".toasts").TriggerEventAsync("onmouseleave", new MouseEventArgs())
        : host.Find(".toasts").TriggerEventAsync("onfocusout", new FocusEventArgs());

    private Task AddAsync(IRenderedComponent<ToastHost> host, ToastTone tone, string text) =>
        host.InvokeAsync(() => _toasts.Add(tone, text));
}
