using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Core.Import.Files;

/// <summary>Reads the documents of one file: JSON (one document, an array, or one a line) or BSON, either compressed with gzip.</summary>
internal static class DocumentFile
{
    /// <summary>Largest file that is read, in bytes, when it is no longer compressed.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <param name="file">Its path.</param>
    /// <param name="isExtended">Whether it is of MongoDB's tools.</param>
    /// <returns>Each document, or what is wrong with it; what follows a document that cannot be read may be missing.</returns>
    public static IReadOnlyList<FoundDocument> Read(string file, bool isExtended)
    {
        try
        {
            var bytes = Content(file);
            return IsBson(file) ? Bson(bytes) : Json(bytes, isExtended);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            return [FoundDocument.Wrong(failure.Message)];
        }
    }

    public static bool IsBson(string file) => Plain(file).EndsWith(".bson", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without <c>.gz</c>.</summary>
    public static string Plain(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;

    private static byte[] Content(string file)
    {
        using var stream = File.OpenRead(file);
        using var plain = Plain(file) == file ? stream : (Stream)new GZipStream(stream, CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        for (int count; (count = plain.Read(chunk)) > 0;)
        {
            if (buffer.Length + count > MaxBytes)
            {
                throw new InvalidDataException($"It is larger than {MaxBytes / (1024 * 1024)} MiB.");
            }

            buffer.Write(chunk, 0, count);
        }

        return buffer.ToArray();
    }

    private static List<FoundDocument> Bson(byte[] bytes)
    {
        var found = new List<FoundDocument>();
        var reader = new BsonReader(bytes);
        while (!reader.IsAtEnd)
        {
            try
            {
                found.Add(FoundDocument.Of(reader.ReadDocument()));
            }
            catch (FormatException failure)
            {
                // Where the next one begins is not known.
                found.Add(FoundDocument.Wrong($"Document {found.Count + 1} is not readable as BSON: {failure.Message}"));
                break;
            }
        }

        return found;
    }

    private static FoundDocument[] Json(byte[] bytes, bool isExtended)
    {
        string text;
        try
        {
            text = Strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("It is not UTF-8.");
        }

        if (Parse(text, isExtended) is { Problem: null, Node: { } whole })
        {
            return whole is JsonArray items
                ? [.. items.Select(static item => FoundDocument.Of(item?.DeepClone()))]
                : [FoundDocument.Of(whole)];
        }

        // One document a line, as mongoexport writes them: told from one broken document by a line that is whole.
        FoundDocument[] lines =
        [
            .. text.Split('\n', StringSplitOptions.TrimEntries).Select((line, index) => (Line: line, Number: index + 1))
                .Where(static one => one.Line.Length > 0).Select(one => ParseLine(one.Line, one.Number, isExtended)),
        ];
        return lines.Any(static line => line.Problem is null) ? lines : [Parse(text, isExtended)];
    }

    private static FoundDocument ParseLine(string line, int number, bool isExtended)
    {
        var parsed = Parse(line, isExtended);
        return parsed.Problem is { } problem ? FoundDocument.Wrong($"Line {number}: {problem}") : parsed;
    }

    private static FoundDocument Parse(string text, bool isExtended)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: NoDuplicates);
            return FoundDocument.Of(isExtended ? ExtendedJson.Simplify(node) : node);
        }
        catch (JsonException)
        {
            return FoundDocument.Wrong("It is not valid JSON, or names a member twice");
        }
        catch (FormatException failure)
        {
            return FoundDocument.Wrong(failure.Message);
        }
    }
}

/// <summary>A document, or why there is none.</summary>
internal sealed record FoundDocument(JsonNode? Node, string? Problem)
{
    public static FoundDocument Of(JsonNode? node) =>
        node is JsonObject or JsonArray ? new(node, null) : Wrong("It is not a JSON object");

    public static FoundDocument Wrong(string problem) => new(null, problem);
}
