using System.Text.Json;
using McpGateway.Embeddings.Onnx.Files;

namespace McpGateway.Embeddings.Onnx.Models;

/// <summary>What a folder of sentence-transformers says about its model.</summary>
internal sealed record ModelFolder
{
    /// <summary>Quantised first: they are a quarter of the size, and who put one there wants it.</summary>
    private static readonly string[] Names =
    [
        "model_int8.onnx", "model_quantized.onnx", "model.onnx", Path.Combine("onnx", "model_int8.onnx"),
        Path.Combine("onnx", "model_quantized.onnx"), Path.Combine("onnx", "model.onnx"),
    ];

    public required string Directory { get; init; }

    /// <summary>The ONNX file.</summary>
    public required string File { get; init; }

    public required Pooling Pooling { get; init; }

    public required int MaxTokens { get; init; }

    /// <summary>What stands before a query; empty for most models.</summary>
    public required string QueryPrefix { get; init; }

    /// <summary>What stands before a text of the catalogue.</summary>
    public required string DocumentPrefix { get; init; }

    /// <returns>The model's file in a folder; null when there is none.</returns>
    public static string? FileIn(string directory) =>
        Names.Select(name => Path.Combine(directory, name)).FirstOrDefault(System.IO.File.Exists);

    /// <exception cref="InvalidDataException">The folder holds no model.</exception>
    public static ModelFolder Read(string directory)
    {
        var file = FileIn(directory) ?? throw new InvalidDataException(
            $"there is no model.onnx (or model_int8.onnx, model_quantized.onnx) in {Path.GetFullPath(directory)}");
        using var config = JsonFile.Read(Path.Combine(directory, "config.json"));
        using var sentences = JsonFile.Read(Path.Combine(directory, "sentence_bert_config.json"));
        using var pooling = JsonFile.Read(Path.Combine(directory, "1_Pooling", "config.json"));
        using var prompts = JsonFile.Read(Path.Combine(directory, "config_sentence_transformers.json"));
        var (query, document) = Prefixes(Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)), prompts?.RootElement);
        return new()
        {
            Directory = directory,
            File = file,
            Pooling = PoolingOf(pooling?.RootElement),
            MaxTokens = Math.Min(Positions(config?.RootElement), Number(sentences?.RootElement, "max_seq_length") ?? int.MaxValue),
            QueryPrefix = query,
            DocumentPrefix = document,
        };
    }

    /// <summary>RoBERTa counts positions from two.</summary>
    private static int Positions(JsonElement? config)
    {
        const int Usual = 512;
        const int RobertaOffset = 2;
        var positions = Number(config, "max_position_embeddings") ?? Usual;
        var isRoberta = config is { } root && root.TryGetProperty("model_type", out var type) && type.ValueKind == JsonValueKind.String
            && type.GetString()!.Contains("roberta", StringComparison.Ordinal);
        return Math.Clamp(isRoberta ? positions - RobertaOffset : positions, 3, Usual);
    }

    private static Pooling PoolingOf(JsonElement? config) =>
        IsTrue(config, "pooling_mode_cls_token") ? Pooling.First
        : IsTrue(config, "pooling_mode_max_tokens") ? Pooling.Largest
        : Pooling.Mean;

    /// <summary>The file's prompts; E5's, which its files do not state and without which it is much worse.</summary>
    private static (string Query, string Document) Prefixes(string name, JsonElement? config)
    {
        if (config is { } root && root.TryGetProperty("prompts", out var prompts) && prompts.ValueKind == JsonValueKind.Object)
        {
            return (Text(prompts, "query"), Text(prompts, "passage") is { Length: > 0 } passage ? passage : Text(prompts, "document"));
        }

        var isE5 = name.StartsWith("e5-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("multilingual-e5-", StringComparison.OrdinalIgnoreCase);
        return isE5 ? ("query: ", "passage: ") : ("", "");
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsTrue(JsonElement? root, string name) =>
        root is { } stated && stated.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static int? Number(JsonElement? root, string name) =>
        root is { } stated && stated.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number) && number > 0
            ? number
            : null;
}

/// <summary>How the vectors of a text's pieces become one.</summary>
internal enum Pooling
{
    Mean,
    First,
    Largest,
}
