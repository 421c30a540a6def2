using FsCheck;
using FsCheck.Fluent;

namespace McpGateway.Tests.Web;

/// <summary>Text as somebody would write it who wants to deceive a reader or break out of a page.</summary>
internal static class HostileText
{
    private static readonly string[] Parts =
    [
        "<script>window.pwned=1</script>", "</td></table>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"x",
        "' autofocus onfocus='x", "javascript:alert(1)",
        "\u202Egnp.exe", "\u2066\u2069", "\u200B", "\u200D", "\uFEFF", "\u0000", "\u001B[31m", "\u0085", "\u2028", "\u2029", "\u00AD",
        "\U000E0041", "\U000E0100",
        "\uE000", "\u3164", "\uFFA0", "\u2800", "\uFE00", "\u00A0", "\u2003", "&lt;b&gt;", "&#x202E;", "@(1+1)", "{{x}}", "<!--", "-->",
        "]]>", "\r\n", "\t", "plain",
        "ÄÖÜ", "日本語", "עברית", "🙂", "e\u0301",
    ];

    /// <summary>Parts of the above and any letters, mixed.</summary>
    public static Arbitrary<string> Any { get; } = Arb.From(
        from pieces in Gen.ArrayOf(
            Gen.OneOf(Gen.Elements(Parts), ArbMap.Default.GeneratorFor<char>().Select(static letter => letter.ToString())))
        select string.Concat(pieces));

    /// <summary>Those characters of a text that would not show, or change how others show. Independent of the product's own list.</summary>
    public static IEnumerable<char> UnseenIn(string text, bool allowsLines = false) => text.Where(letter =>
        char.IsControl(letter) ? !(allowsLines && letter is '\n' or '\r' or '\t')
            : letter is (
                >= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\u2028' or '\u2029'
                or '\u00AD' or '\uFEFF' or '\u3164' or '\uFFA0' or '\u115F' or '\u1160' or '\u2800' or (>= '\uE000' and <= '\uF8FF'));
}
