using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace McpGateway.Pages;

/// <summary>
/// A browser on a gateway with many servers and many records: how long after the click, the key or the choice its result is drawn, and how
/// long until a page first shows something. Measured in the page itself, so that what drives the browser costs nothing.
/// </summary>
internal static class PageBench
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Painted =
        ["/ui/", "/ui/servers", "/ui/servers?view=table", "/ui/server/team/server7", "/ui/analytics?range=30d", "/ui/activity?hours=720"];

    /// <summary>From what is done to the frame after which its result is on the screen.</summary>
    private const string Measure = """
        ([what, shown]) => new Promise((done, failed) => {
          const act = new Function(what), is = new Function('return ' + shown);
          const limit = setTimeout(() => failed(new Error('Did not come: ' + shown)), 60000);
          const start = performance.now();
          const end = () => requestAnimationFrame(() => setTimeout(() => { clearTimeout(limit); done(performance.now() - start); }));
          const seen = new MutationObserver(() => { if (is()) { seen.disconnect(); end(); } });
          seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
          act();
          if (is()) { seen.disconnect(); end(); }
        })
        """;

    public static async Task<int> RunAsync(PageOptions options)
    {
        var temporary = options.Data is null ? Directory.CreateTempSubdirectory("mcp-gateway-pages-") : null;
        var data = options.Data ?? temporary!.FullName;
        try
        {
            var isFilled = File.Exists(Path.Combine(data, "filled"));
            Directory.CreateDirectory(data);
            if (!isFilled)
            {
                var clock = Stopwatch.StartNew();
                await PastCalls.WriteAsync(data, options);
                await LineAsync($"{options.Rows:N0} records in {clock.Elapsed.TotalSeconds:0} s.");
            }

            await using var gateway = await Gateway.StartAsync(data);
            await gateway.SignInAsync();
            if (!isFilled)
            {
                await gateway.RegisterAsync(options.Servers);
                await File.WriteAllTextAsync(Path.Combine(data, "filled"), "");
            }

            await MeasureAsync(gateway, options);
        }
        finally
        {
            temporary?.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(Gateway gateway, PageOptions options)
    {
        using var driver = await Playwright.CreateAsync();
        await using var browser = await driver.Chromium.LaunchAsync(
            new() { ExecutablePath = Browsers.First(File.Exists), Args = ["--no-sandbox"] });
        await using var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = gateway.Address.ToString(),
                ViewportSize = new() { Width = 1440, Height = 900 },

                // What is measured is stated as scripts, which the pages' own policy would not run.
                BypassCSP = true,
            });
        context.SetDefaultTimeout(90_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(Gateway.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ReadyAsync(page);
        await LineAsync($"Load {Load()}; memory {gateway.MemoryMiB():0} MiB.");
        await LineAsync($"| First paint | first ms | median ms |\n|---|---|---|");
        foreach (var address in Painted)
        {
            await PaintAsync(page, address, options.Rounds);
        }

        await LineAsync($"| Interaction | first ms | median ms | worst ms | load |\n|---|---|---|---|---|");
        foreach (var interaction in Interaction.All(options.Servers))
        {
            await InteractAsync(page, interaction, options.Rounds);
        }

        await LineAsync($"Load {Load()}; memory {gateway.MemoryMiB():0} MiB.");
    }

    private static async Task PaintAsync(IPage page, string address, int rounds)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            await page.GotoAsync(address);
            await ReadyAsync(page);
            times.Add(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
        }

        await LineAsync($"| {address} | {times[0]:0} | {Median(times):0} |");
    }

    private static async Task InteractAsync(IPage page, Interaction interaction, int rounds)
    {
        await page.GotoAsync(interaction.Page);
        await ReadyAsync(page);
        var times = new List<double>();
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                times.Add(await page.EvaluateAsync<double>(Measure, (string[])[interaction.Do, interaction.Done]));
                await page.EvaluateAsync<double>(Measure, (string[])[interaction.Undo, interaction.Undone]);
            }
        }
        catch (PlaywrightException failure)
        {
            await LineAsync($"| {interaction.Name} | after {times.Count}: {failure.Message.Split('\n')[0]} | | | |");
            return;
        }

        await LineAsync($"| {interaction.Name} | {times[0]:0} | {Median(times):0} | {times.Max():0} | {Load()} |");
    }

    private static Task ReadyAsync(IPage page) =>
        page.Locator("html[data-ready=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static Task LineAsync(FormattableString text) => Console.Out.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture));
}
