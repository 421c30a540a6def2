using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>What is wrong with where things are on a page, measured in the page as it is drawn.</summary>
internal static class PageLayout
{
    /// <summary>
    /// A box is what an element takes up with all that hangs out of it, so that content which outgrows a fixed height lies over what
    /// comes next. Words in a line, what floats on purpose (menus, messages, sticky heads) and drawings are no boxes.
    /// </summary>
    private const string Script = """
        () => {
          const faults = [];
          const name = el => el.tagName.toLowerCase() + (el.id ? '#' + el.id : '')
            + [...el.classList].map(part => '.' + part).join('') 
            + ' “' + (el.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40) + '”';
          const isHidden = (el, style) => style.display === 'none' || style.visibility === 'hidden'
            || el.closest('.visually-hidden, .offscreen')
            || !el.checkVisibility();
          const floats = style => style.position === 'absolute' || style.position === 'fixed' || style.position === 'sticky';
          const boxes = new Map();
          const boxOf = el => {
            if (boxes.has(el)) return boxes.get(el);
            const style = getComputedStyle(el);
            const own = el.getBoundingClientRect();
            let box = { left: own.left, top: own.top, right: own.right, bottom: own.bottom };
            if (!(el instanceof SVGElement) && style.overflowX === 'visible' && style.display !== 'inline') {
              for (const child of el.children) {
                const childStyle = getComputedStyle(child);
                if (isHidden(child, childStyle) || floats(childStyle) || child instanceof SVGElement) continue;
                const inner = boxOf(child);
                if (inner.right - inner.left < 1 || inner.bottom - inner.top < 1) continue;
                box = {
                  left: Math.min(box.left, inner.left), top: Math.min(box.top, inner.top),
                  right: Math.max(box.right, inner.right), bottom: Math.max(box.bottom, inner.bottom),
                };
              }
            }
            boxes.set(el, box);
            return box;
          };
          for (const parent of document.querySelectorAll('body, body *:not(svg, svg *, select, datalist)')) {
            if (!parent.checkVisibility()) continue;
            const siblings = [...parent.children].filter(el => {
              const style = getComputedStyle(el);
              const own = el.getBoundingClientRect();
              return !(el instanceof SVGElement) && style.display !== 'inline' && style.display !== 'contents'
                && !isHidden(el, style) && !floats(style) && own.width > 1 && own.height > 1;
            });
            for (let i = 0; i < siblings.length; i++) {
              const one = boxOf(siblings[i]);
              for (let j = i + 1; j < siblings.length; j++) {
                const other = boxOf(siblings[j]);
                const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
                const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
                if (wide > 1.5 && high > 1.5) {
                  faults.push(`${name(siblings[i])} and ${name(siblings[j])} overlap by ${wide.toFixed(0)} × ${high.toFixed(0)} px`);
                }
              }
            }
          }
          for (const el of document.querySelectorAll('body *:not(svg, svg *, input, textarea, select, option)')) {
            const style = getComputedStyle(el);
            if (isHidden(el, style) || el.clientWidth < 2 || el.clientHeight < 2) continue;
            const cuts = side => style['overflow' + side] === 'hidden' || style['overflow' + side] === 'clip';
            if (cuts('X') && el.scrollWidth > el.clientWidth + 1 && style.textOverflow !== 'ellipsis') {
              faults.push(`${name(el)} cuts ${el.scrollWidth - el.clientWidth} px at its side without a cue`);
            }
            if (cuts('Y') && el.scrollHeight > el.clientHeight + 2 && style.webkitLineClamp === 'none') {
              faults.push(`${name(el)} cuts ${el.scrollHeight - el.clientHeight} px at its foot without a cue`);
            }
            if (/^(auto|scroll)$/.test(style.overflowX) && el.scrollWidth > el.clientWidth + 1 && !el.hasAttribute('data-scrolls')) {
              faults.push(`${name(el)} hides ${el.scrollWidth - el.clientWidth} px at its side behind a bar that phones do not draw`);
            }
          }
          const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          if (wide > 0) faults.push(`the page scrolls sideways by ${wide} px`);
          return [...new Set(faults)].slice(0, 12);
        }
        """;

    /// <returns>One line for each fault.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page)
    {
        // What is drawn a frame later, because its script had to measure first, is waited for.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return await page.EvaluateAsync<string[]>(Script);
    }
}
