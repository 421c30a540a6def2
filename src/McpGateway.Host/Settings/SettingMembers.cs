using System.Reflection;

namespace McpGateway.Host.Settings;

/// <summary>The members of options classes that somebody can set.</summary>
internal static class SettingMembers
{
    public static IReadOnlyList<PropertyInfo> Of(Type type) =>
    [
        .. type.GetProperties()
            .Where(static property => property.SetMethod?.IsPublic is true || ItemOf(property.PropertyType) is not null
            || IsOwn(property.PropertyType))
            .OrderBy(static property => property.Name, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Members with the key below the section; of options within options, and of each item of a list, as <c>Clients:N:Id</c>.
    /// </summary>
    public static IEnumerable<(string Key, PropertyInfo Property)> Deep(Type type, string prefix = "") => Of(type).SelectMany(
        property => ItemOf(property.PropertyType) is { } item && IsOwn(item) ? Deep(item, $"{prefix}{property.Name}:N:")
            : IsOwn(property.PropertyType) ? Deep(property.PropertyType, $"{prefix}{property.Name}:")
            : [($"{prefix}{property.Name}{(ItemOf(property.PropertyType) is null ? "" : ":N")}", property)]);

    /// <returns>The type of a list's items; null for what is no list.</returns>
    public static Type? ItemOf(Type type) => type == typeof(string)
        ? null
        : type.IsArray ? type.GetElementType() : type.GetInterfaces().Append(type)
            .FirstOrDefault(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GetGenericArguments()[0];

    private static bool IsOwn(Type type) => type.IsClass
        && type.Namespace?.StartsWith(nameof(McpGateway), StringComparison.Ordinal) is true;
}
