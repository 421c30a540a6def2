using System.Text.Json;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>What axe finds on a page and what is wrong with its layout, and a picture of it for the documentation.</summary>
internal static class PageAudit
{
    /// <summary>As <see cref="ShowAsync"/> takes them.</summary>
    public static readonly string[] Themes = ["light", "dark"];

    /// <summary>What another theme or width can change of a page that has passed all rules: the document is the same.</summary>
    private const string Drawn =
        ", runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'] }";

    private const string Forced = "forced";

    /// <summary>Where pictures of the pages go; set it to keep them.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("UI_PICTURES");

    /// <summary>Pictures of the whole page, not only of what is in sight.</summary>
    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("UI_PICTURES_WHOLE") == "1";

    private static readonly Lazy<Task<string>> Axe = new(static () =>
        File.ReadAllTextAsync(Path.Combine(Repository.NodePeers, "node_modules", "axe-core", "axe.min.js")));

    /// <returns>One line for each thing that is wrong.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(IPage page) =>
        [.. await AxeAsync(page), .. await PageLayout.FaultsAsync(page)];

    /// <summary>
    /// The page that is shown, in several themes, without loading it for each. All rules in the first, in which it is shown already; in the
    /// others those that they can change. A picture of each.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="name">For findings and pictures.</param>
    /// <param name="themes">The first is that in which the page was loaded.</param>
    /// <param name="isKnown">Whether the same document has passed all rules at another width.</param>
    public static async Task<IReadOnlyList<string>> InThemesAsync(IPage page, string name, string[] themes, bool isKnown = false)
    {
        var findings = new List<string>();
        foreach (var theme in themes)
        {
            await ShowAsync(page, theme);
            var axe = await AxeAsync(page, isKnown || theme != themes[0] ? Drawn : "");
            var layout = theme == themes[0] || theme == Forced ? await PageLayout.FaultsAsync(page) : [];
            findings.AddRange(axe.Concat(layout).Select(finding => $"{name} ({theme}): {finding}"));
            await PictureAsync(page, name, theme);
        }

        await ShowAsync(page, themes[0]);
        return findings;
    }

    /// <summary>Keeps a picture, where pictures are wanted.</summary>
    public static async Task PictureAsync(IPage page, string name, string theme)
    {
        if (Pictures is not null)
        {
            Directory.CreateDirectory(Pictures);
            var size = page.ViewportSize switch { { Width: < 500 } => "-phone", { Width: < 1100 } => "-tablet", _ => "" };
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"ui-{name}-{theme}{size}.png"), FullPage = IsWhole });
        }
    }

    /// <param name="page">The page.</param>
    /// <param name="options">Of <c>axe.run</c>, beside its own.</param>
    /// <returns>One line for each finding of axe.</returns>
    public static async Task<IReadOnlyList<string>> AxeAsync(IPage page, string options = "")
    {
        if (!await page.EvaluateAsync<bool>("typeof window.axe === 'object'"))
        {
            await page.EvaluateAsync(await Axe.Value);
        }

        var result = await page.EvaluateAsync<JsonElement>($"axe.run(document, {{ resultTypes: ['violations']{options} }})");
        return
        [
            .. from violation in result.GetProperty("violations").EnumerateArray()
               from node in violation.GetProperty("nodes").EnumerateArray().Take(3)
               select $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} "
                   + $"{node.GetProperty("failureSummary").GetString()}",
        ];
    }

    /// <summary>Changes what the system asks for; colours that pass over into others have got there.</summary>
    /// <param name="page">The page.</param>
    /// <param name="theme"><c>dark</c>, <c>forced</c> where the system sets the colours; anything else is light.</param>
    private static async Task ShowAsync(IPage page, string theme)
    {
        await page.EmulateMediaAsync(new()
        {
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ForcedColors = theme == Forced ? ForcedColors.Active : ForcedColors.None,
        });
        await page.EvaluateAsync(
            """
            () => Promise.all(
              document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished.catch(() => 0))).then(() => 0)
            """);
    }
}
