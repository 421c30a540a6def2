using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using McpGateway.Foundation.Settings;
using McpGateway.Host.Settings;
using FoundationName = McpGateway.Foundation.Settings.EnvironmentName;

namespace McpGateway.Tests.Architecture.Settings;

/// <summary>The page of all settings, made from the options classes.</summary>
internal static partial class SettingsReference
{
    // Binding each class with each name takes seconds: once for all tests.
    private static readonly ConcurrentDictionary<Type, (IReadOnlyList<SettingRow> Rows, IReadOnlyList<string> Others)> Known = new();

    public static IEnumerable<string> Lines() =>
    [
        "# Settings",
        "",
        "Made from the options classes by `SettingsReferenceTests`; do not edit it, but their documentation comments (see",
        "[development](development.md)). What one usually sets is in [operations](guides/operations.md).",
        "",
        "A setting is read from the command line (`--Health:Interval 00:01:00`), the environment (`Health__Interval`: "
            + "`__` stands for `:`) or",
        "`appsettings.json` beside the program, in this order. A name in capitals is the setting's own in the environment; "
            + "it wins over the",
        "key of the section. `N` is a number from 0, one for each item of a list. A duration is written `[days.]hours:minutes:seconds`, as",
        "`00:00:15` or `1.00:00:00`. A value that is not allowed keeps the gateway from starting, with a message that names the key.",
        "An example is a line of an environment file, which a test has the product read.",
        .. ProductSettings.Types.SelectMany(Chapter),
        .. NamesAlone(),
        "",
        "## Of the framework",
        "",
        "| Key | Environment | Meaning |",
        "|---|---|---|",
        "| `urls` | `URLS` | Addresses to listen on, with `;` between them, such as `http://127.0.0.1:7860` |",
        "| `Kestrel:Endpoints:NAME:Url` | `Kestrel__Endpoints__NAME__Url` | One more address; "
            + "with `Certificate:Path` and `Certificate:KeyPath` for TLS |",
        "| `Logging:LogLevel:CATEGORY` | `Logging__LogLevel__CATEGORY` | `Trace`, `Debug`, `Information`, `Warning`, `Error`, "
            + "`Critical` or `None` |",
    ];

    /// <summary>The settings of an options class, and the names that are read with its section and fill none of them.</summary>
    public static (IReadOnlyList<SettingRow> Rows, IReadOnlyList<string> Others) Of(Type type) => Known.GetOrAdd(type, Find);

    private static (IReadOnlyList<SettingRow> Rows, IReadOnlyList<string> Others) Find(Type type)
    {
        var section = ProductSettings.SectionOf(type);
        var (all, unknown) = EnvironmentVariables.Of(type);

        // Without a section a member is a setting only when names fill it; what is worked out from several of them is none.
        var set = all.Where(name => section is not null || IsScalar(name.Member.PropertyType)).ToArray();
        SettingRow[] rows =
        [
            .. SettingMembers.Deep(type)
                .Where(member => section is not null || set.Any(name => name.Member.Name == member.Property.Name))
                .Select(member => Row(member.Key, member.Property)),
        ];
        return (rows, [.. unknown.Concat(all.Select(static name => name.Name))
            .Except(rows.SelectMany(static row => row.Environment), StringComparer.Ordinal)
            .Where(name => IsOf(section, name))
            .Order(StringComparer.Ordinal)]);

        SettingRow Row(string key, PropertyInfo property)
        {
            EnvironmentName[] own = [.. set.Where(name => name.Member.Name == property.Name)];
            return new(type, section, key, property, own.Length > 0 ? own : EnvironmentVariables.Within($"{section}:{key}", property));
        }
    }

    /// <summary>What no options class has as a member, such as the settings of identity providers.</summary>
    private static IEnumerable<string> NamesAlone()
    {
        string[] told = [.. ProductSettings.Types.Select(Of).SelectMany(static found =>
            found.Rows.SelectMany(static row => row.Environment).Concat(found.Others))];
        return
        [
            "",
            "## Of the environment alone",
            "",
            "Members of no section above: identity providers, what uses of models share. The key works too, in a file or on the command "
                + "line.",
            "",
            "| Environment | Key | Default | Meaning |",
            "|---|---|---|---|",
            .. EnvironmentNames.All
                .Where(name => !told.Contains(name.Name, StringComparer.Ordinal))
                .Select(Line),
        ];
    }

    private static string Line(FoundationName name) =>
        $"| `{name.Name}` | {string.Join(", ", name.Keys.Select(static key => $"`{key}`"))} | "
        + $"{(name.Default is { } value ? $"`{value}`" : "")} | {name.Meaning}{(name.IsSecret ? " A secret: never shown." : "")} |";

    private static IEnumerable<string> Chapter(Type type)
    {
        var section = ProductSettings.SectionOf(type);
        var (rows, others) = Of(type);
        return
        [
            "",
            $"## {(section is null ? Title(type) : $"{section}: {Title(type)}")}",
            "",
            XmlDocumentation.Of(type),
            .. rows.Count == 0 ? Array.Empty<string>() :
            [
                "",
                "| Key | Environment | Type | Unit | Default | Allowed | Example | Meaning |",
                "|---|---|---|---|---|---|---|---|",
                .. rows.Select(Line),
            ],
            .. others.Count == 0 ? Array.Empty<string>() :
            [
                "",
                $"Also read: {string.Join(", ", others.Select(static name => $"`{name}`"))}.",
            ],
        ];
    }

    /// <summary>Every name is asked for whenever a section is read; those of other sections are in their chapters.</summary>
    private static bool IsOf(string? section, string name) => EnvironmentNames.All
        .Where(known => known.Name == name)
        .SelectMany(static known => known.Keys)
        .Any(key => section is not null && key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase));

    private static string Line(SettingRow row)
    {
        string[] cells =
        [
            row.Section is null ? "" : $"`{row.Path}`",
            string.Join(", ", row.Environment.Select(static name => $"`{name}`")),
            TypeName(row.Property.PropertyType),
            Unit(row.Property, row.Names),
            Default(row),
            AllowedValues.Of(row.Options, row.Property),
            $"`{SettingExamples.Of(row)}`",
            Meaning(row.Property),
        ];
        return $"| {string.Join(" | ", cells.Select(static cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";
    }

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? SettingMembers.ItemOf(type) ?? type) switch
    {
        var inner when inner == typeof(bool) => "switch",
        var inner when inner == typeof(int) || inner == typeof(long) => "whole number",
        var inner when inner == typeof(double) => "number",
        var inner when inner == typeof(TimeSpan) => "duration",
        { IsEnum: true } => "name",
        _ => "text",
    };

    private static bool IsScalar(Type type) => type == typeof(string) || (type.IsValueType && type != typeof(bool));

    private static string Unit(PropertyInfo property, IReadOnlyList<EnvironmentName> names) =>
        names.FirstOrDefault(static name => name.Unit.Length > 0) is { } named ? $"{named.Unit} in `{named.Name}`"
        : UnitInName().Match(property.Name) is { Success: true } match ? match.Value.ToLowerInvariant()
        : "";

    private static string Default(SettingRow row) => row.Default switch
    {
        null or "" => "",
        _ when row.Property.IsDefined(typeof(SecretSettingAttribute)) => "",
        bool flag => flag ? "true" : "false",
        TimeSpan span => $"`{span.ToString("c", CultureInfo.InvariantCulture)}`",
        string text => $"`{text}`",
        IEnumerable items => string.Join(", ", items.Cast<object>().Select(static item => $"`{item}`")),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>Some documentation begins with the setting's name in the environment, which has a column of its own.</summary>
    private static string Meaning(PropertyInfo property)
    {
        var text = OwnName().Replace(XmlDocumentation.Of(property), "");
        return (text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..])
            + (property.IsDefined(typeof(SecretSettingAttribute)) ? " A secret: never shown." : "");
    }

    private static string Title(Type type) => type.Name.Replace("Options", "", StringComparison.Ordinal);

    [GeneratedRegex("(Seconds|Milliseconds|Minutes|Hours|Days|Bytes)$")]
    private static partial Regex UnitInName();

    [GeneratedRegex("^`[A-Z0-9_]+`(: |\\.$)")]
    private static partial Regex OwnName();
}
