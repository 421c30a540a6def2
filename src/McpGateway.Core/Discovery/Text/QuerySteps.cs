using System.Text.RegularExpressions;

namespace McpGateway.Core.Discovery.Text;

/// <summary>
/// Takes a long query apart that asks for several things: the vector of the whole is near to none of them. Short queries stay whole; there
/// the parts say too little (measured, see <c>docs/search-quality.md</c>).
/// </summary>
internal static partial class QuerySteps
{
    private const int LeastWords = 24;
    private const int LeastWordsOfAStep = 4;
    private const int MostSteps = 4;

    /// <summary>Empty when the query is one step.</summary>
    public static IReadOnlyList<string> Of(string query)
    {
        if (WordsOf(query) < LeastWords)
        {
            return [];
        }

        try
        {
            var steps = Boundary().Split(query).Select(static step => step.Trim())
                .Where(static step => WordsOf(step) >= LeastWordsOfAStep).Take(MostSteps).ToArray();
            return steps.Length > 1 ? steps : [];
        }
        catch (RegexMatchTimeoutException)
        {
            // A busy machine, or a query made for it: it is searched for as one.
            return [];
        }
    }

    /// <summary>How many words a text has, by the spaces between them.</summary>
    public static int WordsOf(string text)
    {
        var (words, isInside) = (0, false);
        foreach (var c in text)
        {
            var isSpace = char.IsWhiteSpace(c);
            words += isInside || isSpace ? 0 : 1;
            isInside = !isSpace;
        }

        return words;
    }

    [GeneratedRegex(
        """(?<=[.!?;。！？；])\s+|\n+|,?\s+(?:and then|then|also|additionally|finally|after that|as well as)\s+|,\s+and\s+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex Boundary();
}
