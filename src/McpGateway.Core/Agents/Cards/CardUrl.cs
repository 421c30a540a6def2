using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Agents.Cards;

/// <summary>The rule for addresses in a card.</summary>
internal static class CardUrl
{
    public const int MaxLength = 2048;

    /// <summary>Where an agent's card lies below its address (A2A 1.0 §8.2), and where it lay before 0.3.</summary>
    public const string WellKnown = "/.well-known/agent-card.json";
    public const string FormerWellKnown = "/.well-known/agent.json";

    /// <returns>What is wrong, to follow the name of the field; null when the address can be used. Never repeats the address.</returns>
    public static string? Problem(string url) => FormProblem(url) ?? ReachProblem(url);

    /// <summary>What is wrong with the way in which an address is written.</summary>
    public static string? FormProblem(string url)
    {
        if (url.Length > MaxLength)
        {
            return $"must not be longer than {MaxLength} characters";
        }

        if (url.Any(static letter => letter <= ' ' || letter == '\\' || char.IsControl(letter)))
        {
            return "must not contain spaces, control characters or backslashes";
        }

        return !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0
            ? "must be an absolute address with http or https, for instance https://agent.example"
            : uri.UserInfo.Length > 0 ? "must not contain a user name or password"
            : uri.Fragment.Length > 0 ? "must not contain a fragment ('#…')"
            : null;
    }

    /// <summary>
    /// Where no card may lead whoever follows it, be it the gateway, a browser or a model with a tool: what the outbound guard dials for
    /// nobody. Whether private addresses are dialled is a setting, and asked where the gateway itself would call.
    /// </summary>
    public static string? ReachProblem(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && OutboundGuard.Problem(uri, allowsPrivateAddresses: true) is not null
            ? "must not be a metadata, link-local or reserved address"
            : null;

    /// <summary>Where the card of an agent may lie: an address that names a file is taken as it is.</summary>
    public static IReadOnlyList<string> CardAddresses(string url)
    {
        if (url.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return [url];
        }

        var place = new Uri(url).GetLeftPart(UriPartial.Path).TrimEnd('/');
        return [place + WellKnown, place + FormerWellKnown];
    }
}
