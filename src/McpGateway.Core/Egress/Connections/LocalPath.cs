namespace McpGateway.Core.Egress.Connections;

/// <summary>Where to go afterwards: a path on this very host, or nowhere.</summary>
internal static class LocalPath
{
    private const int MaxLength = 1024;

    /// <returns>The path, or null when it could lead elsewhere.</returns>
    public static string? Safe(string? path) =>
        path is { Length: > 0 and <= MaxLength }
        && path[0] == '/'
        && !path.StartsWith("//", StringComparison.Ordinal)
        && path.All(character => character is > ' ' and < '\x7f' and not '\\')
            ? path
            : null;
}
