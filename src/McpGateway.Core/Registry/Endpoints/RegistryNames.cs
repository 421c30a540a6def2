using System.Text.RegularExpressions;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Names of the MCP registry API, which have exactly one slash, for paths, which may have many. <c>/time</c> is
/// <c>io.mcpgateway/time</c>; <c>/team/time</c> is <c>io.mcpgateway.team/time</c>. Where a segment before the last has letters that no
/// namespace may have, the slashes become two dots: <c>io.mcpgateway/my_team..time</c>.
/// </summary>
internal static partial class RegistryNames
{
    public const string Namespace = "io.mcpgateway";

    private const string Joint = "..";

    public static string Of(ServerRecord server)
    {
        var segments = server.TechnicalName.Split('/');
        return segments.Length == 1 ? $"{Namespace}/{segments[0]}"
            : segments[..^1].All(static segment => NamespaceSegment().IsMatch(segment))
                ? $"{Namespace}.{string.Join('.', segments[..^1])}/{segments[^1]}"
                : $"{Namespace}/{string.Join(Joint, segments)}";
    }

    /// <summary>The path that a name stands for, with the form of the contract (<c>io.mcpgateway/team/time</c>) beside ours.</summary>
    /// <returns>Null when the name is of another namespace.</returns>
    public static string? PathOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !name.StartsWith(Namespace, StringComparison.Ordinal))
        {
            return null;
        }

        var (space, rest) = (name[Namespace.Length..slash], name[(slash + 1)..]);
        return space.Length == 0 ? "/" + rest.Replace(Joint, "/", StringComparison.Ordinal)
            : space[0] == '.' ? $"{space.Replace('.', '/')}/{rest}"
            : null;
    }

    [GeneratedRegex("^[A-Za-z0-9-]+$")]
    private static partial Regex NamespaceSegment();
}
