using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace McpGateway.Tests.Architecture;

/// <summary>A type that a signature names: the outermost declaring type, as nested and generated types count as part of it.</summary>
/// <param name="Assembly">Where it is declared.</param>
internal sealed record NamedType(string Assembly, string Namespace, string Name);

/// <summary>Reads every type that a signature names, type arguments included.</summary>
internal sealed class TypeNames(string assembly) : ISignatureTypeProvider<ImmutableArray<NamedType>, object?>
{
    public ImmutableArray<NamedType> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return [new(assembly, reader.GetString(type.Namespace), reader.GetString(type.Name))];
    }

    public ImmutableArray<NamedType> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        var declared = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : assembly;
        return [new(declared, reader.GetString(type.Namespace), reader.GetString(type.Name))];
    }

    public ImmutableArray<NamedType> GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public ImmutableArray<NamedType> GetArrayType(ImmutableArray<NamedType> elementType, ArrayShape shape) => elementType;

    public ImmutableArray<NamedType> GetByReferenceType(ImmutableArray<NamedType> elementType) => elementType;

    public ImmutableArray<NamedType> GetFunctionPointerType(MethodSignature<ImmutableArray<NamedType>> signature) => Of(signature);

    public ImmutableArray<NamedType> GetGenericInstantiation(
        ImmutableArray<NamedType> genericType, ImmutableArray<ImmutableArray<NamedType>> typeArguments) =>
        [.. genericType, .. typeArguments.SelectMany(static argument => argument)];

    public ImmutableArray<NamedType> GetGenericMethodParameter(object? genericContext, int index) => [];

    public ImmutableArray<NamedType> GetGenericTypeParameter(object? genericContext, int index) => [];

    public ImmutableArray<NamedType> GetModifiedType(
        ImmutableArray<NamedType> modifier, ImmutableArray<NamedType> unmodifiedType, bool isRequired) => [.. modifier, .. unmodifiedType];

    public ImmutableArray<NamedType> GetPinnedType(ImmutableArray<NamedType> elementType) => elementType;

    public ImmutableArray<NamedType> GetPointerType(ImmutableArray<NamedType> elementType) => elementType;

    public ImmutableArray<NamedType> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

    public ImmutableArray<NamedType> GetSZArrayType(ImmutableArray<NamedType> elementType) => elementType;

    public static ImmutableArray<NamedType> Of(MethodSignature<ImmutableArray<NamedType>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(static parameter => parameter)];
}
