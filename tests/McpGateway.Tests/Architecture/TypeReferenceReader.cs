using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace McpGateway.Tests.Architecture;

/// <summary>
/// Which types each type of a compiled assembly names: base types, interfaces, members' signatures, constraints, attributes with their
/// arguments, local variables, and what the instructions call, create, read, cast to and catch. Constants are not seen: the compiler copies
/// their values.
/// </summary>
internal sealed class TypeReferenceReader
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names;
    private readonly AttributeTypeNames _attributes;

    private TypeReferenceReader(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        var assembly = _metadata.GetString(_metadata.GetAssemblyDefinition().Name);
        _names = new(assembly);
        _attributes = new(_names, assembly);
    }

    /// <param name="image">The assembly's file.</param>
    /// <returns>Pairs of different types; what a nested type names is named by the outermost type that declares it.</returns>
    public static IReadOnlyCollection<(NamedType From, NamedType To)> Read(Stream image)
    {
        using var file = new PEReader(image);
        var reader = new TypeReferenceReader(file);
        var found = new HashSet<(NamedType, NamedType)>();
        foreach (var handle in reader._metadata.TypeDefinitions)
        {
            var from = reader._names.GetTypeFromDefinition(reader._metadata, handle, 0)[0];
            found.UnionWith(reader.NamedBy(reader._metadata.GetTypeDefinition(handle)).Where(to => to != from).Select(to => (from, to)));
        }

        return found;
    }

    private IEnumerable<NamedType> NamedBy(TypeDefinition type) =>
    [
        .. Of(type.BaseType),
        .. type.GetInterfaceImplementations().Select(_metadata.GetInterfaceImplementation).SelectMany(face => Of(face.Interface)),
        .. Constraints(type.GetGenericParameters()),
        .. Attributes(type.GetCustomAttributes()),
        .. type.GetFields().Select(_metadata.GetFieldDefinition).SelectMany(NamedBy),
        .. type.GetMethods().Select(_metadata.GetMethodDefinition).SelectMany(NamedBy),
        .. type.GetProperties().Select(_metadata.GetPropertyDefinition)
            .SelectMany(property => Attributes(property.GetCustomAttributes())),
        .. type.GetEvents().Select(_metadata.GetEventDefinition).SelectMany(happening => Attributes(happening.GetCustomAttributes())),
    ];

    private IEnumerable<NamedType> NamedBy(FieldDefinition field) =>
        [.. field.DecodeSignature(_names, null), .. Attributes(field.GetCustomAttributes())];

    private IEnumerable<NamedType> NamedBy(MethodDefinition method) =>
    [
        .. TypeNames.Of(method.DecodeSignature(_names, null)),
        .. Constraints(method.GetGenericParameters()),
        .. Attributes(method.GetCustomAttributes()),
        .. method.GetParameters().Select(_metadata.GetParameter).SelectMany(parameter => Attributes(parameter.GetCustomAttributes())),
        .. method.RelativeVirtualAddress == 0 ? [] : NamedBy(_image.GetMethodBody(method.RelativeVirtualAddress)),
    ];

    private IEnumerable<NamedType> NamedBy(MethodBodyBlock body) =>
    [
        .. body.LocalSignature.IsNil
            ? []
            : _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null).SelectMany(static local => local),
        .. body.ExceptionRegions.SelectMany(region => Of(region.CatchType)),
        .. IlTokens.Of(body).SelectMany(Of),
    ];

    private IEnumerable<NamedType> Constraints(GenericParameterHandleCollection parameters) =>
        parameters.Select(_metadata.GetGenericParameter)
            .SelectMany(parameter => parameter.GetConstraints().Select(_metadata.GetGenericParameterConstraint))
            .SelectMany(constraint => Of(constraint.Type));

    private IEnumerable<NamedType> Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(_metadata.GetCustomAttribute))
        {
            var value = attribute.DecodeValue(_attributes);
            IEnumerable<NamedType> named =
            [
                .. Of(attribute.Constructor),
                .. value.FixedArguments.SelectMany(static argument => InArgument(argument.Type, argument.Value)),
                .. value.NamedArguments.SelectMany(static argument => InArgument(argument.Type, argument.Value)),
            ];
            foreach (var type in named)
            {
                yield return type;
            }
        }
    }

    private static ImmutableArray<NamedType> InArgument(ImmutableArray<NamedType> type, object? value) => value switch
    {
        ImmutableArray<NamedType> types => [.. type, .. types],
        ImmutableArray<CustomAttributeTypedArgument<ImmutableArray<NamedType>>> many =>
            [.. type, .. many.SelectMany(static one => InArgument(one.Type, one.Value))],
        _ => type,
    };

    /// <summary>What a token names: a type, or the type that declares a member and the member's type arguments.</summary>
    private IEnumerable<NamedType> Of(EntityHandle handle) => handle.IsNil ? [] : handle.Kind switch
    {
        HandleKind.TypeDefinition => _names.GetTypeFromDefinition(_metadata, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => _names.GetTypeFromReference(_metadata, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification => _names.GetTypeFromSpecification(_metadata, null, (TypeSpecificationHandle)handle, 0),
        HandleKind.MethodDefinition => Of(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()),
        HandleKind.FieldDefinition => Of(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()),
        HandleKind.MemberReference => Of(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent),
        HandleKind.MethodSpecification => OfInstance(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle)),
        _ => [],
    };

    private IEnumerable<NamedType> OfInstance(MethodSpecification method) =>
        [.. Of(method.Method), .. method.DecodeSignature(_names, null).SelectMany(static argument => argument)];
}
