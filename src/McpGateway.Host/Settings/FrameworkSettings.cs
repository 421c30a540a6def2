using McpGateway.Host.Draining;

namespace McpGateway.Host.Settings;

/// <summary>The settings that the framework reads, as far as the product offers them.</summary>
internal static class FrameworkSettings
{
    /// <summary>What may stand in these sections is the framework's to say.</summary>
    private static readonly string[] Sections = ["Logging:", "Kestrel:"];

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "webroot", "preferHostingUrls",
        "AllowedHosts",
    };

    /// <summary>Settings of the framework that have no effect here, with what has the effect instead.</summary>
    private static readonly Dictionary<string, string> Replaced = new(StringComparer.OrdinalIgnoreCase)
    {
        ["shutdownTimeoutSeconds"] = $"{DrainOptions.Section}:{nameof(DrainOptions.Calls)}",
    };

    /// <summary>Keys outside of sections; some are accepted for the sake of tools that pass them.</summary>
    public static IReadOnlyCollection<string> Names => Known;

    /// <returns>Null when nothing has the key's place.</returns>
    public static string? ReplacementOf(string key) => Replaced.GetValueOrDefault(key);

    public static bool Knows(string key) => Known.Contains(key)
        || Array.Exists(Sections, section =>
            key.Length > section.Length && key.StartsWith(section, StringComparison.OrdinalIgnoreCase));
}
