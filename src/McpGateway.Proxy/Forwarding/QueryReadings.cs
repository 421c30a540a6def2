namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// What a query parameter may be taken for: as it was sent, and decoded as often as servers behind servers decode it. Where two readers see
/// different texts, each of them counts.
/// </summary>
internal static class QueryReadings
{
    private const int MaxDecodings = 4;

    /// <param name="parameter">Name and value, without the <c>&amp;</c> around them.</param>
    public static IEnumerable<string> Of(string parameter)
    {
        var text = parameter;
        for (var decoding = 0; ; decoding++)
        {
            yield return text;

            // A space in forms, and itself elsewhere.
            if (text.Contains('+', StringComparison.Ordinal))
            {
                yield return text.Replace('+', ' ');
            }

            var decoded = Uri.UnescapeDataString(text);
            if (decoding == MaxDecodings || decoded == text)
            {
                yield break;
            }

            text = decoded;
        }
    }
}
