using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Import;

/// <summary>
/// Remembers what was imported (kind <c>imports</c>, key = sort and key of the item), so that an import that is repeated tells what changed
/// in its source from what was changed here. Sealed: the hashes are also over header values.
/// </summary>
/// <param name="Source">Hash of what was found.</param>
/// <param name="Stored">Hash of what was stored.</param>
internal sealed record ImportMark(string Source, string Stored)
{
    public static readonly DocumentKind<ImportMark> Kind = new("imports", ImportJsonContext.Default.ImportMark) { IsSealed = true };

    public static string KeyOf(string sort, string key) => $"{sort}:{key}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImportMark))]
internal sealed partial class ImportJsonContext : JsonSerializerContext;

/// <summary>Hashes of documents, to tell whether two are the same.</summary>
internal static class DocumentHash
{
    public static string Of<T>(DocumentKind<T> kind, T document, params ReadOnlySpan<string> also)
        where T : class
    {
        // Through its stored form once: what was written and read again must have the same hash.
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, kind.Json);
        var stored = JsonSerializer.Deserialize(bytes, kind.Json)!;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(stored, kind.Json));
        foreach (var text in also)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"\0{text}"));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
