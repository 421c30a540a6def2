using McpGateway.Foundation.Pages;

namespace McpGateway.Core.Scanning.Analysis;

/// <summary>Cuts what was found out of a text, so that people and logs can be shown it without harm.</summary>
internal static class Evidence
{
    private const int Around = 40;
    private const int Longest = 240;

    public static string Of(string text, int start, int length)
    {
        var from = Math.Max(0, start - Around);
        var to = Math.Min(text.Length, start + Math.Min(length, Longest - (2 * Around)) + Around);

        // Not between the halves of a character.
        from -= from > 0 && char.IsLowSurrogate(text[from]) ? 1 : 0;
        to += to < text.Length && char.IsLowSurrogate(text[to]) ? 1 : 0;
        return (from > 0 ? "…" : "") + VisibleText.Show(text[from..to]) + (to < text.Length ? "…" : "");
    }

    public static string Of(string text) => VisibleText.ShowStart(text, Longest);
}
