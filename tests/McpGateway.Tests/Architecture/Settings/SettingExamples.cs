using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace McpGateway.Tests.Architecture.Settings;

/// <summary>
/// A line of an environment file for each setting: from <c>setting-examples.txt</c>, or else the default in the form in which the
/// environment takes it, and of a switch the other position.
/// </summary>
internal static partial class SettingExamples
{
    public const string File = "tests/McpGateway.Tests/Architecture/Settings/setting-examples.txt";

    /// <summary>In the order of the file: the first whose name is one of a setting's is its example.</summary>
    public static IReadOnlyList<(string Name, string Line)> Written { get; } =
    [
        .. System.IO.File.ReadLines(RepositoryFiles.Absolute(File))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => (line.Split('=')[0], line)),
    ];

    /// <returns><c>NAME=value</c>; nothing when there is neither a line nor a default.</returns>
    public static string Of(SettingRow row)
    {
        string[] names = [.. row.Environment.Select(static name => Number().Replace(name, "__0"))];
        return Written.FirstOrDefault(written => names.Contains(written.Name, StringComparer.Ordinal)).Line
            ?? (Derived(row) is { Length: > 0 } value ? $"{names[0]}={value}" : "");
    }

    private static string? Derived(SettingRow row) => row.Default switch
    {
        bool flag => flag ? "false" : "true",
        TimeSpan span => (row.Names.Count > 0 ? row.Names[0].Unit : null) switch
        {
            "seconds" => Number(span.TotalSeconds),
            "milliseconds" => Number(span.TotalMilliseconds),
            "days" => Number(span.TotalDays),
            _ => span.ToString("c", CultureInfo.InvariantCulture),
        },
        string text => text,
        IEnumerable items => items.Cast<object>().FirstOrDefault()?.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The place of a number in a name, which is a part of its own.</summary>
    [GeneratedRegex("__N(?=__|$)")]
    private static partial Regex Number();
}
