using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Eval;

/// <summary>A tool-retrieval test set: tools, and queries with the tools that answer them.</summary>
internal sealed record EvalSet
{
    public string Name { get; init; } = "";

    public required IReadOnlyList<EvalTool> Tools { get; init; }

    public IReadOnlyList<EvalQuery> Queries { get; init; } = [];

    public static EvalSet Load(string file)
    {
        using var stream = File.OpenRead(file);
        var set = JsonSerializer.Deserialize(stream, EvalJsonContext.Default.EvalSet)
            ?? throw new InvalidDataException($"{file} holds no test set.");

        // Generated readers leave init members that are not in the file at null.
        return set with { Name = Path.GetFileNameWithoutExtension(file), Queries = set.Queries ?? [] };
    }
}

internal sealed record EvalTool(string Id, string Name, string? Server, string? Description, JsonElement? Schema);

internal sealed record EvalQuery(string Id, string Text, IReadOnlyList<string> Relevant);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EvalSet))]
[JsonSerializable(typeof(List<EvalResult>))]
internal sealed partial class EvalJsonContext : JsonSerializerContext;
