using System.Runtime.InteropServices;
using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Makes the searchable form of a server and its tools.</summary>
internal static class ServerUnits
{
    public static SearchUnit From(ServerRecord server, ServerToolsRecord? found)
    {
        var tools = found?.Tools ?? [];
        var entities = new List<SearchEntity>(tools.Count + 1) { ServerEntity(server, found) };
        foreach (var tool in tools)
        {
            entities.Add(ToolEntity(server, tool));
        }

        if (found is not null)
        {
            entities.AddRange(ItemUnits.From(server, found));
        }

        return new()
        {
            Key = server.Key,
            Info = new()
            {
                Path = server.Path,
                TechnicalName = server.TechnicalName,
                DisplayName = server.ServerName,
                Tags = server.Tags,
                IsEnabled = server.IsEnabled,
                ToolCount = found is null ? server.StatedTools : tools.Count,
                AuthProvider = server.AuthProvider,
                SupportedTransports = server.SupportedTransports,
                Stars = server.Stars,
                Rating = RatingPrior.Of(server.Ratings),
                Server = server.Visibility == ItemVisibility.Public ? null : ServerExposure.Of(server),
            },
            Entities = entities,
        };
    }

    private static SearchEntity ServerEntity(ServerRecord server, ServerToolsRecord? found) => new()
    {
        Kind = EntityKind.Server,
        Name = server.ServerName,
        Payload = new(server.Description, []),
        Texts =
        [
            new(IndexField.Name, server.ServerName),
            new(IndexField.Name, server.TechnicalName),
            new(IndexField.Description, server.Description),
            new(IndexField.ParameterTexts, found?.Instructions ?? ""),
            .. server.Tags.Select(tag => new FieldText(IndexField.Tags, tag)),
        ],
    };

    private static SearchEntity ToolEntity(ServerRecord server, ToolRecord tool)
    {
        var texts = new List<FieldText>
        {
            new(IndexField.Owner, server.ServerName),
            new(IndexField.Name, tool.Name),
            new(IndexField.Title, tool.Title ?? ""),
            new(IndexField.Description, tool.Description),
            new(IndexField.OwnerDescription, server.Description),
        };
        texts.AddRange(server.Tags.Select(tag => new FieldText(IndexField.Tags, tag)));
        SchemaTexts.Add(tool.InputSchema, texts);
        return new()
        {
            Kind = EntityKind.Tool,
            Name = tool.Name,
            Texts = texts,
            Payload = new(tool.Description, Raw(tool.InputSchema)),
        };
    }

    private static ReadOnlySpan<byte> Raw(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        ? JsonMarshal.GetRawUtf8Value(schema)
        : [];
}
