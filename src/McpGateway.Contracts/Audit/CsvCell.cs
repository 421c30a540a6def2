using System.Buffers;

namespace McpGateway.Contracts.Audit;

/// <summary>
/// A cell of a CSV file (RFC 4180). Names are others' words: one that a spreadsheet would run as a formula is made text by an apostrophe
/// before it.
/// </summary>
public static class CsvCell
{
    /// <summary>What a spreadsheet takes for the beginning of a formula.</summary>
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <returns>The cell as it is written; empty for null.</returns>
    public static string Of(string? text)
    {
        var shown = text ?? "";
        shown = shown.Length > 0 && Formula.Contains(shown[0]) ? "'" + shown : shown;
        return shown.AsSpan().ContainsAny(Quoted) ? $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : shown;
    }
}
