namespace McpGateway.Foundation.Http;

/// <summary>The one setting that says under which origin the gateway is reached, whichever feature asks.</summary>
public static class PublicUrlSetting
{
    /// <summary>What egress had as its own. Still read, so that an installation that set it keeps its redirect addresses.</summary>
    public const string FormerKey = "Egress:PublicUrl";

    private static readonly string[] Keys = ["Auth:PublicUrl", FormerKey];

    /// <param name="read">Reads a key of <see cref="Settings.GatewaySettings"/>.</param>
    /// <returns>The first that is set, without a trailing slash; null when none is, and each request names its own.</returns>
    public static string? Read(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Keys.Select(read).FirstOrDefault(static value => !string.IsNullOrEmpty(value))?.TrimEnd('/');
    }

    /// <summary>Whether the former key names another origin than the setting that is in force.</summary>
    public static bool Contradicts(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return read(FormerKey) is { Length: > 0 } former && former.TrimEnd('/') != Read(read);
    }
}
