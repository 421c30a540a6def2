using System.Text;

namespace McpGateway.Foundation.Pages;

/// <summary>What several pages are put together from. Arguments are text and are encoded here, unless their name says otherwise.</summary>
public static class PageParts
{
    public const string Logo = """
        <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect x="1" y="1" width="30" height="30" rx="8" fill="var(--accent-strong)"/><path d="M8 22V13a8 8 0 0 1 16 0v9M13 22v-8a3 3 0 0 1 6 0v8" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>
        """;

    private const string Check = "M5 12.5l4.5 4.5L19 7.5";
    private const string Triangle = "M12 4l9 16H3zM12 10v4M12 17h.01";
    private const string Circle = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8v5M12 16h.01";

    /// <summary>Read out at once by a screen reader.</summary>
    public static string Problem(string? text) => string.IsNullOrEmpty(text)
        ? ""
        : $"<div class=\"notice bad\" role=\"alert\">{Icon(Circle)}<p id=\"problem\">{StandalonePage.Encode(text)}</p></div>";

    public static string Done(string text) => $"<div class=\"notice good\" role=\"status\">{Icon(Check)}<p id=\"done\">{StandalonePage.Encode(text)}</p></div>";

    public static string Warning(string html) => $"<div class=\"notice warn\">{Icon(Triangle)}<p>{html}</p></div>";

    public static string GoodBadge(string html) => $"<span class=\"badge good\" id=\"identity\">{Icon(Check, 16)}<span>{html}</span></span>";

    public static string WarnBadge(string html) => $"<span class=\"badge warn\" id=\"identity\">{Icon(Triangle, 16)}<span>{html}</span></span>";

    /// <summary>The first letter of a name, for the eye only.</summary>
    public static string Tile(string name, bool isLarge = false)
    {
        var letter = name.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(rune => Rune.ToUpperInvariant(rune).ToString()).FirstOrDefault() ?? "?";
        return $"<span class=\"tile{(isLarge ? " large" : "")}\" aria-hidden=\"true\">{StandalonePage.Encode(letter)}</span>";
    }

    public static string Hidden(string name, string value) => $"<input type=\"hidden\" name=\"{name}\" value=\"{StandalonePage.Encode(value)}\">";

    private static string Icon(string path, int size = 20) =>
        $"<svg class=\"icon\" viewBox=\"0 0 24 24\" width=\"{size}\" height=\"{size}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" "
        + $"stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>";
}
