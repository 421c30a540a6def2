using System.Reflection;
using System.Text.RegularExpressions;

namespace McpGateway.Tests.Architecture.Settings;

/// <summary>What a setting may be, in the words with which the product refuses a value that it may not be.</summary>
internal static partial class AllowedValues
{
    private static readonly Dictionary<Type, object[]> Absurd = new()
    {
        [typeof(TimeSpan)] = [TimeSpan.FromDays(-1), TimeSpan.MaxValue],
        [typeof(int)] = [-1_000_000, int.MaxValue],
        [typeof(long)] = [-1_000_000L, long.MaxValue],
        [typeof(double)] = [-1e6, 1e6],
        [typeof(string)] = ["", "\u0001 not a value \u0001"],
    };

    /// <returns>Nothing when any value of the type is taken.</returns>
    public static string Of(Type options, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(bool))
        {
            return "true, false";
        }

        if (type.IsEnum)
        {
            return string.Join(", ", Enum.GetNames(type));
        }

        return Absurd.GetValueOrDefault(type, []).Select(value => RefusalOf(options, property, value)).FirstOrDefault(static text =>
            text is not null) ?? "";
    }

    private static string? RefusalOf(Type type, PropertyInfo property, object value)
    {
        if (property.DeclaringType != type || property.SetMethod is null)
        {
            return null;
        }

        var plain = ProductSettings.Failures(type, Activator.CreateInstance(type)!);
        var options = Activator.CreateInstance(type)!;
        property.SetValue(options, value);
        return ProductSettings.Failures(type, options).Except(plain, StringComparer.Ordinal)
            .Select(static failure => MustBe().Match(failure))
            .FirstOrDefault(static match => match.Success)?.Groups["what"].Value is { } what
                ? what == "provided" ? "not empty" : what
                : null;
    }

    [GeneratedRegex(@"must be (?<what>.+?)\.?$")]
    private static partial Regex MustBe();
}
