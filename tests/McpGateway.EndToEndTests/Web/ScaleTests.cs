using System.Diagnostics;
using System.Net.Http.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Pages with 10,000 servers and 100,000 tools.</summary>
public sealed class ScaleTests : WebRig
{
    private const int Servers = 10_000;

    /// <summary>Of one request, which ends within a client's patience on a busy machine too.</summary>
    private const int Import = 500;

    /// <summary>Generous: the goal is a second on a quiet machine, and tests run on busy ones.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Servers_TenThousand_AreShownAtOnceAndScroll()
    {
        await ImportAsync();
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/activity");

        var dashboard = await TimeAsync(visitor, "/ui/", "[data-stat=servers]");
        var servers = await TimeAsync(visitor, "/ui/servers", "[data-server='/load/00000']");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        var rows = visitor.Page.Locator("tbody tr[data-server]");
        await Assertions.Expect(rows.First).ToBeVisibleAsync();
        var shown = await rows.CountAsync();
        await ScrollToAsync(visitor.Page, $"/load/{Servers - 1:D5}");
        await visitor.Page.GetByLabel("Filter by name, path, description or tag").FillAsync("Load 04242");
        await Assertions.Expect(rows).ToHaveCountAsync(1);

        Assert.InRange(shown, 5, 90);
        Assert.True(dashboard < Limit && servers < Limit, $"Interactive only after {dashboard} and {servers}.");
        Assert.Empty(visitor.Complaints);
    }

    private static async Task<TimeSpan> TimeAsync(Visitor visitor, string page, string content)
    {
        var watch = Stopwatch.StartNew();
        await visitor.OpenAsync(page);
        await visitor.Page.Locator(content).First.WaitForAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{page} is interactive after {watch.ElapsedMilliseconds} ms.");
        return watch.Elapsed;
    }

    /// <summary>Rows that come change what the end is: a person goes on scrolling too.</summary>
    private static async Task ScrollToAsync(IPage page, string path)
    {
        await page.WaitForFunctionAsync(
            "path => { const box = document.querySelector('.table-wrap'); box.scrollTop = box.scrollHeight; "
                + "return document.querySelector(`[data-server='${path}']`) !== null; }",
            path);
        await Assertions.Expect(page.Locator($"[data-server='{path}']")).ToBeVisibleAsync();
    }

    private async Task ImportAsync()
    {
        var tools = Enumerable.Range(0, 10)
            .Select(tool => new { name = $"tool_{tool}", description = "Does something", schema = new { type = "object" } })
            .ToArray();
        for (var start = 0; start < Servers; start += Import)
        {
            var servers = Enumerable.Range(start, Import).Select(number => new
            {
                server_name = $"Load {number:D5}",
                path = $"/load/{number:D5}",
                proxy_pass_url = $"http://127.0.0.1:9/{number}",
                description = "One of many",
                tool_list = tools,
            });
            using var response = await Gateway.Client.PostAsJsonAsync("/api/servers/import", servers, Cancellation);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        }
    }
}
