using System.Runtime.InteropServices;
using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Makes the searchable form of a server's prompts and resources.</summary>
internal static class ItemUnits
{
    public static IEnumerable<SearchEntity> From(ServerRecord server, ServerToolsRecord found) =>
    [
        .. From(server, found.Prompts, EntityKind.Prompt),
        .. From(server, found.Resources, EntityKind.Resource),
        .. From(server, found.ResourceTemplates, EntityKind.ResourceTemplate),
    ];

    private static IEnumerable<SearchEntity> From(ServerRecord server, IReadOnlyList<PinnedItem>? items, EntityKind kind) =>
        (items ?? []).Where(static item => !item.IsGone).Select(item => Entity(server, item, kind));

    private static SearchEntity Entity(ServerRecord server, PinnedItem item, EntityKind kind)
    {
        var definition = new ItemDefinition(item.Definition);
        return new()
        {
            Kind = kind,
            Name = item.Name,
            Payload = new(definition.Description, Raw(item.Definition)),
            Texts =
            [
                new(IndexField.Owner, server.ServerName),
                new(IndexField.Name, definition.Name),
                new(IndexField.Title, definition.Title ?? ""),
                new(IndexField.Description, definition.Description),
                new(IndexField.OwnerDescription, server.Description),

                // The address of a resource often says what it is about; a prompt's name has been counted.
                new(IndexField.ParameterTexts, kind == EntityKind.Prompt ? "" : item.Name),
                .. definition.Arguments.Select(static argument => new FieldText(IndexField.ParameterNames, argument.Name)),
                .. definition.Arguments.Select(static argument => new FieldText(IndexField.ParameterTexts, argument.Description)),
                .. server.Tags.Select(static tag => new FieldText(IndexField.Tags, tag)),
            ],
        };
    }

    private static ReadOnlySpan<byte> Raw(JsonElement definition) => JsonMarshal.GetRawUtf8Value(definition);
}
