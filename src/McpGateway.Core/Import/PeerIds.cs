namespace McpGateway.Core.Import;

/// <summary>Ids of peers as this product writes ids of sources: lower case, with <c>-</c> for what an id may not have.</summary>
internal static class PeerIds
{
    private const int Longest = 40;

    public static string Of(string peer)
    {
        var id = string.Concat(
            peer.Trim().ToLowerInvariant().Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '-'));
        id = id.Length > 0 && char.IsAsciiLetter(id[0]) ? id : "peer-" + id;
        return id.Length > Longest ? id[..Longest] : id;
    }
}
