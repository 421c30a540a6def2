using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// The operating system's Chromium, as many of it as tests run at a time, each used by one test after the other: what a person leaves
/// behind is in their context, which ends with the test. Missing: the test is skipped by name, and fails where CI=true.
/// </summary>
public sealed class BrowserPool : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly ConcurrentStack<IBrowser> Idle = new();
    private static readonly Lazy<Task<IPlaywright>> Driver = new(Playwright.CreateAsync);

    internal static async Task<IBrowser> TakeAsync()
    {
        var path = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null && !Repository.IsContinuousIntegration, "No Chromium here: run ./build.sh tools");
        Assert.NotNull(path);

        // As patient as the actions: on a busy machine five seconds, the usual limit, are short.
        Assertions.SetDefaultExpectTimeout(30_000);
        while (Idle.TryPop(out var idle))
        {
            if (idle.IsConnected)
            {
                return idle;
            }
        }

        return await (await Driver.Value).Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    internal static async ValueTask GiveBackAsync(IBrowser browser)
    {
        if (!browser.IsConnected)
        {
            return;
        }

        foreach (var context in browser.Contexts.ToArray())
        {
            await context.CloseAsync();
        }

        Idle.Push(browser);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in Idle)
        {
            await browser.CloseAsync();
        }

        if (Driver.IsValueCreated)
        {
            (await Driver.Value).Dispose();
        }
    }
}
