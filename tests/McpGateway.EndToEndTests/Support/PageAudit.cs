using System.Text.Json;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>What axe finds on a page and what is wrong with its layout, and a picture of it for the documentation.</summary>
internal static class PageAudit
{
    private static readonly string Axe = Path.Combine(Repository.NodePeers, "node_modules", "axe-core", "axe.min.js");

    /// <summary>Where pictures of the pages go; set it to keep them.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("UI_PICTURES");

    /// <returns>One line for each thing that is wrong.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(IPage page, CancellationToken cancellationToken)
    {
        var findings = new List<string>();
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, cancellationToken));
        var result = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] })");
        findings.AddRange(
            from violation in result.GetProperty("violations").EnumerateArray()
            from node in violation.GetProperty("nodes").EnumerateArray().Take(3)
            select $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} "
                + $"{node.GetProperty("failureSummary").GetString()}");
        findings.AddRange(await PageLayout.FaultsAsync(page));
        return findings;
    }

    /// <summary>Keeps a picture, where pictures are wanted.</summary>
    public static async Task PictureAsync(IPage page, string name, string theme)
    {
        if (Pictures is not null)
        {
            Directory.CreateDirectory(Pictures);
            var size = page.ViewportSize switch { { Width: < 500 } => "-phone", { Width: < 1100 } => "-tablet", _ => "" };
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"ui-{name}-{theme}{size}.png") });
        }
    }
}
