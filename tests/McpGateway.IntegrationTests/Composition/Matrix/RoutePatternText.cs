using System.Text.RegularExpressions;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>Paths for route patterns.</summary>
internal static partial class RoutePatternText
{
    /// <summary>
    /// A path that the pattern matches and that names nothing: <c>/api/servers/{**path:endsin(rate)}</c> gives
    /// <c>/api/servers/missing/rate</c>.
    /// </summary>
    public static string Fill(string pattern) => Parameter().Replace(
        pattern, match => match.Groups["suffix"] is { Success: true } suffix ? "missing/" + suffix.Value : "missing");

    [GeneratedRegex(@"\{[^}:]+(:endsin\((?<suffix>[^)]+)\)|:[^}]*)?\}")]
    private static partial Regex Parameter();
}
