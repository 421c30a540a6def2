using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.Core.Federation.Sources;

/// <summary>
/// What the MCP registry asks of a <c>server.json</c>, as far as an entry without it is of no use here: whoever publishes it elsewhere may
/// not have been asked.
/// </summary>
internal static partial class OfficialForm
{
    private const int ShortestName = 3;

    /// <summary>What is wrong with an entry whose name can be told; null when nothing is.</summary>
    public static string? ProblemOf(string name, JsonElement server) =>
        name.Length < ShortestName || !Name().IsMatch(name)
            ? "Its name is not of the registry's form: letters, digits, dots and hyphens, one slash, and letters, digits and . _ -"
        : ItemJson.Text(server, "version")?.Trim() is { } version && version.Equals("latest", StringComparison.OrdinalIgnoreCase)
            ? "Its version is 'latest', which names no version"
        : string.IsNullOrWhiteSpace(ItemJson.Text(server, "description")) ? "It has no description, which the registry's form requires"
        : !ItemJson.Elements(server, "remotes").Any(IsReachable) && !ItemJson.Elements(server, "packages").Any(IsPackage)
            ? "It has neither a remote with an http(s) address nor a package with an identifier"
        : null;

    /// <summary>Of an address with places to fill in the client knows what belongs there.</summary>
    private static bool IsReachable(JsonElement place) =>
        ItemJson.Text(place, "url") is { } url
        && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase));

    private static bool IsPackage(JsonElement package) =>
        (ItemJson.Text(package, "identifier", "name") is { } identifier && !string.IsNullOrWhiteSpace(identifier)
            && !identifier.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        || (ItemJson.Member(package, "transport", JsonValueKind.Object) is { } transport && IsReachable(transport));

    [GeneratedRegex("^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$")]
    private static partial Regex Name();
}
