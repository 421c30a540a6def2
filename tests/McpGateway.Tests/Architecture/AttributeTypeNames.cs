using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace McpGateway.Tests.Architecture;

/// <summary>Types in the arguments of attributes: <c>typeof</c> is stored there as text.</summary>
internal sealed class AttributeTypeNames(TypeNames names, string assembly) : ICustomAttributeTypeProvider<ImmutableArray<NamedType>>
{
    private static readonly NamedType SystemType = new("System.Runtime", "System", "Type");

    public ImmutableArray<NamedType> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

    public ImmutableArray<NamedType> GetSystemType() => [SystemType];

    public bool IsSystemType(ImmutableArray<NamedType> type) => type is [{ Namespace: "System", Name: "Type" }];

    public ImmutableArray<NamedType> GetSZArrayType(ImmutableArray<NamedType> elementType) => elementType;

    public ImmutableArray<NamedType> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        names.GetTypeFromDefinition(reader, handle, rawTypeKind);

    public ImmutableArray<NamedType> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        names.GetTypeFromReference(reader, handle, rawTypeKind);

    /// <summary>As <c>Some.Name.Space.Outer+Inner, Assembly, Version=…</c>; without an assembly it is a type of this one.</summary>
    public ImmutableArray<NamedType> GetTypeFromSerializedName(string name)
    {
        var parts = name.Split(',', StringSplitOptions.TrimEntries);
        var full = parts[0].Split('+')[0];
        var dot = full.LastIndexOf('.');
        return [new(parts.Length > 1 ? parts[1] : assembly, dot < 0 ? "" : full[..dot], full[(dot + 1)..])];
    }

    /// <summary>The types that attributes here take as enumerations are 32 bits wide: the compiler's default.</summary>
    public PrimitiveTypeCode GetUnderlyingEnumType(ImmutableArray<NamedType> type) => PrimitiveTypeCode.Int32;
}
