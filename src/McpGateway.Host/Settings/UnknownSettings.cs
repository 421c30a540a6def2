using System.Text.RegularExpressions;
using McpGateway.Foundation;
using McpGateway.Foundation.Settings;

namespace McpGateway.Host.Settings;

/// <summary>
/// Tells of settings that have no effect because nothing has their name. In a log and not as a refusal: the environment belongs to other
/// programs too.
/// </summary>
internal static partial class UnknownSettings
{
    /// <summary>Mistakes in a name that is the gateway's only by its likeness.</summary>
    private const int FewMistakes = 2;

    /// <summary>Shorter names of other programs are too easily as near to one of ours.</summary>
    private const int LongName = 12;

    /// <summary>The command line's, which may share an environment with the gateway.</summary>
    private const string OwnPrefix = "MCPGW_";

    private static readonly HashSet<string> OfTheCommandLine =
        new(["MCPGW_URL", "MCPGW_PROFILE", "MCPGW_TOKEN", "MCPGW_STORE", "MCPGW_CONFIG_DIR"], StringComparer.OrdinalIgnoreCase);

    /// <summary>One warning for each. Values are not repeated.</summary>
    public static void Warn(IConfiguration configuration, KnownSettings known, ILogger logger)
    {
        foreach (var (key, meant) in Find(configuration, known))
        {
            LogUnknown(
                logger, LogText.Clean(key), meant is null ? "docs/settings.md lists what there is." : $"Did you mean {meant}?");
        }
    }

    /// <summary>
    /// Keys within the product's sections that nothing reads, and keys elsewhere that are nearly one of the product's, each with what was
    /// probably meant.
    /// </summary>
    internal static IEnumerable<(string Key, string? Meant)> Find(IConfiguration configuration, KnownSettings known)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (known.IsOwn(section.Key))
            {
                foreach (var leaf in Leaves(section).Where(leaf => leaf.Path != section.Path && !IsRead(leaf, known)))
                {
                    yield return (leaf.Path, known.NearestTo(leaf.Path));
                }
            }
            else
            {
                foreach (var leaf in Leaves(section).Where(static leaf => !FrameworkSettings.Knows(leaf.Path)))
                {
                    if (MeantBy(leaf.Path, known) is var meant && (meant is not null || IsOurs(leaf.Path)))
                    {
                        yield return (leaf.Path, meant);
                    }
                }
            }
        }
    }

    /// <summary>A file of settings has empty lists as empty values.</summary>
    private static bool IsRead(IConfigurationSection leaf, KnownSettings known) =>
        string.IsNullOrEmpty(leaf.Value) ? known.Leads(leaf.Path) : known.Knows(leaf.Path);

    private static string? MeantBy(string key, KnownSettings known) =>
        FrameworkSettings.ReplacementOf(key) is { } replacement ? replacement
        : key.Contains(':', StringComparison.Ordinal) ? known.NearestTo(key, FewMistakes)
        : !VariableName().IsMatch(key) || known.Knows(key) ? null
        : NearestName.To(key, SameFamily(key), FewMistakes)
            ?? NearestName.To(
                key, EnvironmentNames.All.Select(static name => name.Name), key.Length >= LongName ? FewMistakes : FewMistakes - 1);

    /// <summary>By its prefix, unless Kubernetes made it for a service of that name.</summary>
    private static bool IsOurs(string key) =>
        key.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) && !OfTheCommandLine.Contains(key)
        && !key.StartsWith(OwnPrefix + "SERVICE_", StringComparison.OrdinalIgnoreCase)
        && !key.StartsWith(OwnPrefix + "PORT", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names that begin with the same word: of the many variables that other programs have, few are as near.</summary>
    private static IEnumerable<string> SameFamily(string key)
    {
        var family = key[..(key.IndexOf('_', StringComparison.Ordinal) + 1)];
        return EnvironmentNames.All.Select(static name => name.Name)
            .Where(name => name.StartsWith(family, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<IConfigurationSection> Leaves(IConfigurationSection section)
    {
        var hasChildren = false;
        foreach (var child in section.GetChildren())
        {
            hasChildren = true;
            foreach (var leaf in Leaves(child))
            {
                yield return leaf;
            }
        }

        if (!hasChildren)
        {
            yield return section;
        }
    }

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$")]
    private static partial Regex VariableName();

    [LoggerMessage(EventId = 13001, Level = LogLevel.Warning, Message = "{Key} is set and is not a setting of the gateway. {Advice}")]
    private static partial void LogUnknown(ILogger logger, string key, string advice);
}
