using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Names of the MCP registry API, which have exactly one slash, for paths, which may have many. <c>/time</c> is
/// <c>io.mcpgateway/time</c>; <c>/team/time</c> is <c>io.mcpgateway.team/time</c>. Where a segment before the last has letters that no
/// namespace may have, the slashes become two dots: <c>io.mcpgateway/my_team..time</c>. A path that would not lead back from there, or has
/// letters that no name may have, is written letter by letter in a namespace of its own: <c>io.mcpgateway..path/a_2E_2Eb</c>. Every name
/// leads back to its path.
/// </summary>
internal static partial class RegistryNames
{
    public const string Namespace = "io.mcpgateway";

    private const string Joint = "..";

    /// <summary>No path has an empty segment, so that no other name begins so.</summary>
    private const string Spelled = "..path";

    public static string Of(ServerRecord server)
    {
        var segments = server.TechnicalName.Split('/');
        return segments.Length > 1 && segments[..^1].All(static segment => NamespaceSegment().IsMatch(segment))
            && NameSegment().IsMatch(segments[^1]) ? $"{Namespace}.{string.Join('.', segments[..^1])}/{segments[^1]}"
            : segments.All(segment => CanBeJoined(segment, segments.Length)) ? $"{Namespace}/{string.Join(Joint, segments)}"
            : $"{Namespace}{Spelled}/{Spell(server.TechnicalName)}";
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
            : space == Spelled ? Read(rest)
            : space[0] == '.' ? $"{space.Replace('.', '/')}/{rest}"
            : null;
    }

    private static bool CanBeJoined(string segment, int count) =>
        NameSegment().IsMatch(segment) && !segment.Contains(Joint, StringComparison.Ordinal)
        && (count == 1 || (segment[0] != '.' && segment[^1] != '.'));

    private static string Spell(string path)
    {
        var text = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(path))
        {
            _ = char.IsAsciiLetterOrDigit((char)value) || value == '-'
                ? text.Append((char)value)
                : text.Append(CultureInfo.InvariantCulture, $"_{value:X2}");
        }

        return text.ToString();
    }

    private static string? Read(string spelled)
    {
        var bytes = new List<byte>(spelled.Length);
        for (var i = 0; i < spelled.Length; i++)
        {
            if (spelled[i] != '_')
            {
                bytes.Add((byte)spelled[i]);
            }
            else if (i + 2 < spelled.Length
                && byte.TryParse(spelled.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return "/" + Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex("^[A-Za-z0-9-]+$")]
    private static partial Regex NamespaceSegment();

    [GeneratedRegex("^[A-Za-z0-9._-]+$")]
    private static partial Regex NameSegment();
}
