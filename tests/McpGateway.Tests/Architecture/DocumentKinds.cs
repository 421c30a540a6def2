using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Foundation.Documents;

namespace McpGateway.Tests.Architecture;

/// <summary>A kind of stored document, without its type.</summary>
internal sealed record StoredKind(string Name, bool IsSealed, JsonTypeInfo Json);

internal static class DocumentKinds
{
    /// <summary>Every kind that the product declares, by name.</summary>
    public static IReadOnlyList<StoredKind> All() =>
    [
        .. from assembly in ProductAssemblies.Loaded
           from type in assembly.GetTypes()
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(DocumentKind<>)
           let kind = Read(field)
           orderby kind.Name
           select kind,
    ];

    private static StoredKind Read(FieldInfo field)
    {
        var kind = field.GetValue(null)!;
        object Member(string name) => field.FieldType.GetProperty(name)!.GetValue(kind)!;
        return new((string)Member("Name"), (bool)Member("IsSealed"), (JsonTypeInfo)Member("Json"));
    }
}
