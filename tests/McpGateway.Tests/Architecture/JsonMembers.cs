using System.Text.Json.Serialization.Metadata;

namespace McpGateway.Tests.Architecture;

/// <summary>The members of a JSON contract, one line each.</summary>
internal static class JsonMembers
{
    /// <summary>All members, those of the product's own types within it included, as <c>tools[].name String</c>.</summary>
    public static IEnumerable<string> Of(JsonTypeInfo contract) => Of(contract, "", []);

    public static string Line(JsonPropertyInfo property) => $"{property.Name} {TypeOf(property)}{(property.IsRequired ? " required" : "")}";

    /// <summary>A type's name as one writes it.</summary>
    public static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return NameOf(value) + "?";
        }

        return type switch
        {
            { IsArray: true } => NameOf(type.GetElementType()!) + "[]",
            { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
            _ => type.Name,
        };
    }

    private static string TypeOf(JsonPropertyInfo property) =>
        NameOf(property.PropertyType) + (property is { IsGetNullable: true, PropertyType.IsValueType: false } ? "?" : "");

    private static IEnumerable<string> Of(JsonTypeInfo contract, string prefix, IReadOnlyList<Type> around) =>
        from property in contract.Properties
            // What is ignored is a property without accessors.
        where property.Get is not null || property.Set is not null
        from line in Inner(property, contract, prefix, [.. around, contract.Type]).Prepend(prefix + Line(property))
        select line;

    private static IEnumerable<string> Inner(JsonPropertyInfo property, JsonTypeInfo contract, string prefix, IReadOnlyList<Type> around)
    {
        var (type, mark) = ElementOf(property.PropertyType);
        return type.Namespace?.StartsWith(nameof(McpGateway), StringComparison.Ordinal) is true && !type.IsEnum && !around.Contains(type)
            ? Of(contract.Options.GetTypeInfo(type), $"{prefix}{property.Name}{mark}.", around)
            : [];
    }

    private static (Type Type, string Mark) ElementOf(Type type) => type switch
    {
        { IsArray: true } => (type.GetElementType()!, "[]"),
        { IsGenericType: true } => (type.GetGenericArguments()[^1], "[]"),
        _ => (type, ""),
    };
}
