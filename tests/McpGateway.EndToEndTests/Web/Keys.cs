using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Somebody with a keyboard and no mouse, who must see where the focus is.</summary>
internal sealed class Keys(IPage page)
{
    /// <summary>Goes on with the Tab key until the element has the focus; every stop on the way must be visible and marked.</summary>
    /// <param name="key">Shift+Tab to go back.</param>
    /// <param name="most">How many stops are bearable.</param>
    public async Task TabToAsync(ILocator target, string key = "Tab", int most = 80)
    {
        await target.First.WaitForAsync();
        var way = new List<string>();
        for (var step = 0; step < most; step++)
        {
            await page.Keyboard.PressAsync(key);
            var (stop, isMarked) = await StopAsync();
            way.Add(stop);
            Assert.True(isMarked, $"Nothing shows that this has the focus: {stop}");
            if (await target.First.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        var wanted = await target.EvaluateAllAsync<string[]>("all => all.map(one => one.outerHTML.slice(0, 200))");
        way.Add($"looked for: {string.Join(" | ", wanted)}");
        Assert.Fail($"{most} stops, and never the one that was looked for:\n{string.Join('\n', way)}");
    }

    public Task TypeAsync(string text) => page.Keyboard.TypeAsync(text);

    /// <summary>In place of what the field holds.</summary>
    public async Task FillAsync(string text)
    {
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
    }

    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);

    private async Task<(string Stop, bool IsMarked)> StopAsync()
    {
        var told = await page.EvaluateAsync<string[]>(
            """
            () => {
              const element = document.activeElement;
              const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 60);
              const name = `${element.tagName.toLowerCase()} ${element.id} ${element.className} ${text}`;
              if (element === document.body) return [name, 'yes'];
              const style = getComputedStyle(element);
              const box = element.getBoundingClientRect();
              const isSeen = box.width > 0 && box.height > 0 && style.visibility === 'visible' && box.bottom > 0 && box.top < innerHeight;
              // A bar of the chart has no outline of its own: what lies behind it is framed.
              const frame = element.matches('.slot') ? getComputedStyle(element.querySelector('.room')) : null;
              const isRinged = frame
                ? frame.stroke !== 'none' && parseFloat(frame.strokeWidth) >= 2
                : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
              return [name, isSeen && isRinged ? 'yes' : `no: ${JSON.stringify([isSeen, style.outline, box])}`];
            }
            """);
        return (told[0] + (told[1] == "yes" ? "" : " " + told[1]), told[1] == "yes");
    }
}
