using System.Collections;
using System.Reflection;

namespace McpGateway.Tests.Architecture.Settings;

/// <summary>A setting, as the page has a row of it.</summary>
/// <param name="Options">The class that is bound.</param>
/// <param name="Section">Null for a class that is filled from environment names alone.</param>
/// <param name="Key">Below the section.</param>
/// <param name="Property">Of the class, or of one within it.</param>
/// <param name="Names">Its own names in the environment.</param>
internal sealed record SettingRow(Type Options, string? Section, string Key, PropertyInfo Property, IReadOnlyList<EnvironmentName> Names)
{
    public string Path => $"{Section}:{Key}";

    /// <summary>Its names in the environment, or else that of the key.</summary>
    public IReadOnlyList<string> Environment => Names.Count > 0
        ? [.. Names.Select(static name => name.Name)]
        : [Path.Replace(":", "__", StringComparison.Ordinal)];

    /// <summary>What it is where nobody set it. An item of a list of options has no default.</summary>
    public object? Default => ValueIn(Activator.CreateInstance(Options)!);

    /// <summary>
    /// The value by the way of the key; of a list the whole of it, where the way leads into a list through its first item.
    /// </summary>
    public object? ValueIn(object options)
    {
        var way = Key.Split(':');
        way = way[^1] == "N" ? way[..^1] : way;
        return way.Aggregate((object?)options, static (value, name) => name == "N"
            ? (value as IEnumerable)?.Cast<object?>().FirstOrDefault()
            : value?.GetType().GetProperty(name)?.GetValue(value));
    }
}
