using System.Reflection;
using System.Text.RegularExpressions;
using McpGateway.Foundation.Settings;
using McpGateway.Host.Settings;
using Microsoft.Extensions.Configuration;

namespace McpGateway.Tests.Architecture.Settings;

/// <summary>A name outside of the sections that sets an options member.</summary>
/// <param name="Unit">Of a number that becomes a time span.</param>
internal sealed record EnvironmentName(string Name, PropertyInfo Member, string Unit);

/// <summary>
/// Which environment names set which members, found by setting each name that binding asks for and looking at what changes. The one place
/// to change when the product has a table of these names.
/// </summary>
internal static partial class EnvironmentVariables
{
    private static readonly string[] Trials = ["7", "true", "false", "text-7", "https://seven.example.test", "/seven"];

    /// <summary>Names that fill this options class; a name that changes nothing observable is with no member.</summary>
    public static (IReadOnlyList<EnvironmentName> Set, IReadOnlyList<string> Others) Of(Type type)
    {
        var asked = new AskedKeys();
        var before = Values(type, ProductSettings.Bind(type, new ConfigurationRoot([asked])));
        var (set, others) = (new List<EnvironmentName>(), new List<string>());
        foreach (var name in asked.Keys.Where(static key => Capitals().IsMatch(key)).Order(StringComparer.Ordinal))
        {
            var changed = Trials.SelectMany(value => Changes(type, before, name, value)).DistinctBy(static found =>
                found.Member.Name).ToArray();
            set.AddRange(changed);
            if (changed.Length == 0)
            {
                others.Add(name);
            }
        }

        return (set, others);
    }

    /// <summary>The names of a setting within others, which is seen by its key alone.</summary>
    public static IReadOnlyList<EnvironmentName> Within(string path, PropertyInfo member) =>
    [
        .. EnvironmentNames.For(path).Select(name => new EnvironmentName(name.Name, member, name.Form switch
        {
            SettingForm.Seconds => "seconds",
            SettingForm.Milliseconds => "milliseconds",
            SettingForm.Days => "days",
            _ => "",
        })),
    ];

    private static IEnumerable<EnvironmentName> Changes(Type type, Dictionary<PropertyInfo, object?> before, string name, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>(name, value)])
            .Build();
        Dictionary<PropertyInfo, object?> after;
        try
        {
            after = Values(type, ProductSettings.Bind(type, configuration));
        }
        catch (TargetInvocationException)
        {
            // Not a value of this name's kind.
            return [];
        }

        return before.Where(member => !Equals(after[member.Key], member.Value))
            .Select(member => new EnvironmentName(name, member.Key, UnitOf(after[member.Key])));
    }

    private static string UnitOf(object? value) => value switch
    {
        TimeSpan span when span == TimeSpan.FromSeconds(7) => "seconds",
        TimeSpan span when span == TimeSpan.FromMilliseconds(7) => "milliseconds",
        TimeSpan span when span == TimeSpan.FromDays(7) => "days",
        _ => "",
    };

    private static Dictionary<PropertyInfo, object?> Values(Type type, object options) => SettingMembers.Of(type)
        .ToDictionary(static property => property, property => Comparable(property.GetValue(options)));

    private static object? Comparable(object? value) =>
        value is System.Collections.IEnumerable items and not string ? string.Join(' ', items.Cast<object?>()) : value;

    [GeneratedRegex("^[A-Z0-9]+(_[A-Z0-9]+)+$")]
    private static partial Regex Capitals();

    /// <summary>Holds nothing, and notes what was asked for.</summary>
    private sealed class AskedKeys : ConfigurationProvider
    {
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public override bool TryGet(string key, out string? value)
        {
            Keys.Add(key);
            value = null;
            return false;
        }
    }
}
