using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace McpGateway.Tests.Architecture;

/// <summary>
/// Documents of the next release are read by this one while replicas are exchanged (docs/adr/0051-releases-side-by-side.md): what it does
/// not know in them must not keep it from reading the rest.
/// </summary>
public sealed class DocumentKindTests
{
    [Fact]
    public void Documents_MembersOfALaterRelease_AreSkipped() => Assert.All(
        DocumentKinds.All(),
        static kind => Assert.Empty(Strict(kind.Json, []).Select(type => $"{kind.Name}: {type}")));

    [Fact]
    public void Strict_OfATypeThatRefusesUnknownMembers_IsFound() => Assert.Equal(
        [nameof(Inner)], Strict(StrictJsonContext.Default.Outer, []).Select(static type => type.Name));

    private static IEnumerable<Type> Strict(JsonTypeInfo contract, HashSet<Type> seen)
    {
        if (!seen.Add(contract.Type))
        {
            return [];
        }

        var handling = contract.UnmappedMemberHandling ?? contract.Options.UnmappedMemberHandling;
        Type?[] inner = [contract.ElementType, .. contract.Properties.Select(static property => property.PropertyType)];
        var further = inner.OfType<Type>().SelectMany(type =>
            contract.Options.TryGetTypeInfo(type, out var found) ? Strict(found, seen) : []);
        return handling == JsonUnmappedMemberHandling.Disallow ? further.Prepend(contract.Type) : further;
    }
}

internal sealed record Outer(IReadOnlyList<Inner> Inner);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Inner(string Text);

[JsonSerializable(typeof(Outer))]
internal sealed partial class StrictJsonContext : JsonSerializerContext;
