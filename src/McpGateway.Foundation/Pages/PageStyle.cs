using System.Security.Cryptography;
using System.Text;

namespace McpGateway.Foundation.Pages;

/// <summary>
/// The look of the pages that stand outside the web UI. It travels in the page itself: one answer shows the whole of it, and the policy allows
/// this very text and no other style.
/// </summary>
internal static class PageStyle
{
    /// <summary>The colours and measures of the web UI's style sheet; a test holds the two together.</summary>
    public const string Tokens = """
        :root {
          color-scheme: light dark;
          --bg: light-dark(#f5f6fa, #0e131a);
          --surface: light-dark(#ffffff, #161d27);
          --sunken: light-dark(#eef0f6, #10161e);
          --text: light-dark(#182030, #e7ecf3);
          --soft: light-dark(#566176, #9dabbd);
          --line: light-dark(#dfe3ec, #2a3543);
          --line-strong: light-dark(#848fa3, #66758a);
          --accent: light-dark(#3a4bc8, #98a8ff);
          --accent-strong: light-dark(#4053d6, #4c60e6);
          --accent-soft: light-dark(#e9ecfd, #20294a);
          --good: light-dark(#11693c, #6fdb9f);
          --good-soft: light-dark(#e0f5e9, #123024);
          --warn: light-dark(#8a5200, #f3c063);
          --warn-soft: light-dark(#fdf1da, #352812);
          --bad: light-dark(#b3261e, #ff9d94);
          --bad-soft: light-dark(#fde8e6, #3c1b1b);
          --busy: light-dark(#1f5f9e, #85c1ff);
          --busy-soft: light-dark(#e2f0fd, #14293d);
          --shadow: 0 1px 2px light-dark(#1820300f, #0006), 0 6px 20px light-dark(#18203010, #0005);
          --radius: 12px;
          --mono: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace;
        }
        :root[data-theme="light"] { color-scheme: light; }
        :root[data-theme="dark"] { color-scheme: dark; }
        """;

    private const string Rules = """

        *, *::before, *::after { box-sizing: border-box; }
        html { background: var(--bg); }
        body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 1.2rem; padding: 2rem 1rem 3rem; background: radial-gradient(60rem 28rem at 50% -8rem, var(--accent-soft), transparent) no-repeat var(--bg); color: var(--text); font: 400 0.97rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; -webkit-font-smoothing: antialiased; }
        .brand { display: flex; align-items: center; gap: 0.6rem; font-weight: 680; letter-spacing: -0.01em; font-size: 1.05rem; }
        main { width: min(27rem, 100%); padding: 1.9rem 2rem 2rem; background: var(--surface); border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px); box-shadow: var(--shadow); }
        main.wide { width: min(33rem, 100%); }
        h1 { margin: 0; font-size: 1.45rem; font-weight: 680; line-height: 1.25; letter-spacing: -0.015em; overflow-wrap: anywhere; }
        p { margin: 0; overflow-wrap: anywhere; text-wrap: pretty; }
        main > * + * { margin-top: 1.1rem; }
        main > h1 + p { margin-top: 0.35rem; color: var(--soft); }
        main > h1 + p strong { color: var(--text); }
        a { color: var(--accent); text-underline-offset: 0.15em; }
        small, .hint { font-size: 0.88rem; color: var(--soft); }
        .icon { flex: none; }
        form { display: grid; gap: 1rem; margin-bottom: 0; }
        .field { display: grid; gap: 0.35rem; }
        label { font-weight: 600; font-size: 0.95rem; }
        input { width: 100%; min-height: 2.75rem; padding: 0.5rem 0.8rem; font: inherit; font-size: 1rem; color: inherit; background: var(--surface); border: 1px solid var(--line-strong); border-radius: 9px; }
        input[aria-invalid="true"] { border-color: var(--bad); }
        input.code { min-height: 3.4rem; font: 600 1.5rem/1 var(--mono); letter-spacing: 0.14em; text-align: center; text-transform: uppercase; }
        input.code::placeholder { color: var(--line-strong); opacity: 1; font-weight: 400; }
        .button { display: flex; align-items: center; justify-content: center; gap: 0.7rem; width: 100%; min-height: 2.75rem; padding: 0.45rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; overflow-wrap: anywhere; color: var(--text); background: var(--surface); border: 1px solid var(--line-strong); border-radius: 9px; cursor: pointer; }
        .button:hover { background: var(--sunken); }
        .button.primary { color: #fff; background: var(--accent-strong); border-color: var(--accent-strong); }
        .button.primary:hover { filter: brightness(1.08); }
        .button.provider { justify-content: start; text-align: start; }
        .buttons { display: grid; gap: 0.6rem; list-style: none; margin-bottom: 0; padding: 0; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.7rem; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 9px; }
        .tile { flex: none; display: grid; place-items: center; width: 1.7rem; height: 1.7rem; overflow: hidden; border-radius: 7px; font-weight: 700; font-size: 0.9rem; color: var(--accent); background: var(--accent-soft); }
        .tile.large { width: 2.9rem; height: 2.9rem; border-radius: 12px; font-size: 1.35rem; }
        .or { display: flex; align-items: center; gap: 0.9rem; color: var(--soft); font-size: 0.9rem; }
        .or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
        .notice { display: flex; gap: 0.7rem; padding: 0.75rem 0.9rem; border: 1px solid var(--line); border-radius: 10px; background: var(--busy-soft); font-size: 0.94rem; }
        .notice > .icon { margin-top: 0.1rem; color: var(--busy); }
        .notice.good { background: var(--good-soft); }
        .notice.good > .icon { color: var(--good); }
        .notice.warn { background: var(--warn-soft); }
        .notice.warn > .icon { color: var(--warn); }
        .notice.bad { background: var(--bad-soft); }
        .notice.bad > .icon { color: var(--bad); }
        .who { display: flex; align-items: center; gap: 0.9rem; padding: 0.9rem 1rem; background: var(--sunken); border: 1px solid var(--line); border-radius: var(--radius); }
        .who > div { min-width: 0; display: grid; gap: 0.3rem; justify-items: start; }
        .who strong { font-size: 1.1rem; line-height: 1.3; max-height: 5.4em; overflow: hidden; overflow-wrap: anywhere; }
        .badge { display: inline-flex; align-items: center; gap: 0.35rem; padding: 0.1rem 0.65rem; border-radius: 99px; font-size: 0.85rem; font-weight: 600; overflow-wrap: anywhere; }
        .badge.good { background: var(--good-soft); color: var(--good); }
        .badge.warn { background: var(--warn-soft); color: var(--warn); }
        dl { margin-bottom: 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.6rem 1.3rem; }
        dt { color: var(--soft); }
        dd { margin: 0; font-weight: 600; overflow: hidden; overflow-wrap: anywhere; }
        dd small { display: block; font-weight: 400; }
        dd ul { margin: 0; padding: 0; list-style: none; }
        code { font-family: var(--mono); font-size: 0.92em; overflow-wrap: anywhere; }
        @media (max-width: 480px) {
          body { justify-content: start; padding: 1.2rem 0.8rem 2rem; }
          main { padding: 1.4rem 1.15rem 1.5rem; }
          dl { grid-template-columns: minmax(0, 1fr); gap: 0.1rem; }
          dd { margin-bottom: 0.6rem; }
        }
        """;

    public const string Text = Tokens + Rules;

    /// <summary>This style, as a source of a content security policy.</summary>
    public static readonly string Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
}
