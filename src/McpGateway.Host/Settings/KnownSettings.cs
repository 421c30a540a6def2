using System.Reflection;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Settings;

/// <summary>
/// Every key that the product reads: the members of the options classes that are registered, and the names of the environment. The page of
/// all settings is made from the same.
/// </summary>
internal sealed class KnownSettings
{
    /// <summary>Stands for an item's place in a list, or its key in a map.</summary>
    private const string AnyItem = "N";

    private readonly ILookup<string, string[]> _bySection;
    private readonly HashSet<string> _names = new(EnvironmentNames.All.Select(static name => name.Name), StringComparer.OrdinalIgnoreCase);

    /// <param name="services">With every part of the product.</param>
    public KnownSettings(IServiceCollection services)
    {
        Keys =
        [
            .. OptionsOf(services).SelectMany(KeysOf)
                .Concat(EnvironmentNames.All.SelectMany(static name => name.Keys))
                .Append(PublicUrlSetting.FormerKey)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        _bySection = Keys.Select(static key => key.Split(':')).ToLookup(static parts => parts[0], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Keys of sections, such as <c>Proxy:AllowedOrigins:N</c>.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Every options class of the product that is registered.</summary>
    public static IEnumerable<Type> OptionsOf(IServiceCollection services) => services.Select(static service => service.ServiceType)
        .Where(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
        .Select(static type => type.GetGenericArguments()[0])
        .Where(static type => type.Namespace!.StartsWith(nameof(McpGateway) + ".", StringComparison.Ordinal))
        .Distinct();

    /// <returns>Null for a class that is filled from environment names alone.</returns>
    public static string? SectionOf(Type options) =>
        options.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string;

    /// <summary>Whether a section is the product's, by a key within it.</summary>
    public bool IsOwn(string key) => _bySection.Contains(key.Split(':')[0]);

    /// <summary>Whether the key is one of a section's, or a name of the environment.</summary>
    public bool Knows(string key) => _names.Contains(key) || PatternsOf(key).Any(pattern => Fits(pattern, key.Split(':'), isWhole: true));

    /// <summary>Whether the key is known or has known ones below it: a list that is empty, for example.</summary>
    public bool Leads(string key) => PatternsOf(key).Any(pattern => Fits(pattern, key.Split(':'), isWhole: false));

    /// <summary>The key or name of the environment that was probably meant.</summary>
    public string? NearestTo(string key) => NearestTo(key, NearestName.MistakesIn(key));

    /// <param name="most">Differing letters at most.</param>
    public string? NearestTo(string key, int most)
    {
        var parts = key.Split(':');
        return parts.Length == 1
            ? NearestName.To(key, _names.Concat(Keys), most)
            : NearestName.To(key, Keys.Select(known => WithItemsOf(known.Split(':'), parts)), most);
    }

    private IEnumerable<string[]> PatternsOf(string key) => _bySection[key.Split(':')[0]];

    private static IEnumerable<string> KeysOf(Type options) => SectionOf(options) is { } section
        ? SettingMembers.Deep(options).Select(member => $"{section}:{member.Key}")
        : [];

    private static bool Fits(string[] pattern, string[] key, bool isWhole) =>
        (isWhole ? key.Length == pattern.Length : key.Length <= pattern.Length)
        && key.Zip(pattern).All(static pair =>
            pair.Second == AnyItem || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>A known key with the places in lists that somebody wrote.</summary>
    private static string WithItemsOf(string[] known, string[] written) => string.Join(
        ':', known.Select((part, index) => part == AnyItem && index < written.Length ? written[index] : part));
}
