using System.Security.Cryptography;
using System.Text.Json;

namespace McpGateway.Proxy.Pins;

/// <summary>
/// The hash of a definition: SHA-256 (lower-case hex) over its canonical form, in which the order of members, white space and the spelling
/// of strings make no difference.
/// </summary>
/// <param name="Full">Over everything that counts.</param>
/// <param name="Stated">
/// Over what was hashed before members that the gateway does not know counted: for approvals of that time. The same as
/// <paramref name="Full"/> where there are none.
/// </param>
public readonly record struct DefinitionHash(string Full, string Stated)
{
    /// <summary>
    /// Over the name, the description and the schema of the arguments alone, which is what another product had kept of a tool. The same as
    /// <see cref="Stated"/> where there is no more, and where nobody asked for it.
    /// </summary>
    public string Described { get => field ?? Stated; init; }

    /// <summary>Deeper definitions are not read.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Members of a tool that its record has fields for, in the order of the canonical form.</summary>
    private static readonly string[] ToolMembers = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];

    private static readonly string[] DescribedMembers = ["name", "description", "inputSchema"];

    private static readonly string[] UndescribedMembers = ["title", "outputSchema", "annotations"];

    /// <summary>
    /// Members that say nothing to a model and may differ from one answer to the next: notes between implementations, pictures with signed
    /// addresses, sizes and times of resources.
    /// </summary>
    private static readonly string[] Ignored = ["_meta", "icons"];

    private static readonly string[] IgnoredOfResources = ["_meta", "icons", "size", "annotations"];

    /// <summary>The hash of a definition as a server states it.</summary>
    /// <param name="kind">What it is of.</param>
    /// <param name="raw">Its JSON.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="describes">Whether <see cref="Described"/> is wanted: it is one more hash for most tools.</param>
    /// <returns>False for what is no JSON of the kind, or says two things at once (a member twice, half a surrogate pair).</returns>
    public static bool TryCompute(DefinitionKind kind, ReadOnlyMemory<byte> raw, out DefinitionHash hash, bool describes = false)
    {
        hash = default;
        try
        {
            using var document = JsonDocument.Parse(raw, Options);
            hash = Of(kind, document.RootElement, describes);
            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The hash of a definition that was read before.</summary>
    /// <exception cref="InvalidOperationException">A name or text has half a surrogate pair.</exception>
    public static DefinitionHash Of(DefinitionKind kind, JsonElement definition, bool describes = false)
    {
        if (kind == DefinitionKind.Instructions || definition.ValueKind != JsonValueKind.Object)
        {
            return Same(HashOf(CanonicalJson.Write(definition)));
        }

        if (kind != DefinitionKind.Tool)
        {
            var ignored = kind == DefinitionKind.Resource ? IgnoredOfResources : Ignored;
            return Same(HashOf(CanonicalJson.Write(definition, ignored)));
        }

        var stated = HashOf(CanonicalJson.WriteTool(definition, ToolMembers, others: null));
        var others = OthersOf(definition);
        var hash = others.Count == 0 ? Same(stated) : new(HashOf(CanonicalJson.WriteTool(definition, ToolMembers, others)), stated);
        return describes && UndescribedMembers.Any(name => definition.TryGetProperty(name, out _))
            ? hash with { Described = HashOf(CanonicalJson.WriteTool(definition, DescribedMembers, others: null)) }
            : hash;
    }

    /// <summary>
    /// Members of a tool beside those that its record has fields for and those that do not count, in ordinal order. A member of another
    /// type than the protocol gives it is one of them: a description that is an object is read by some client, too.
    /// </summary>
    public static IReadOnlyList<JsonProperty> OthersOf(JsonElement tool) =>
    [
        .. tool.EnumerateObject()
            .Where(static member => !Ignored.Contains(member.Name) && !IsStated(member))
            .OrderBy(static member => member.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether an approved hash is this definition's.</summary>
    /// <param name="approved">The hash.</param>
    /// <param name="isOld">Whether it is of a time when fewer members counted.</param>
    public bool Is(string approved, bool isOld) => (isOld ? Stated : Full) == approved;

    private static bool IsStated(JsonProperty member) => member.Name switch
    {
        "name" or "title" or "description" => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null,
        "inputSchema" or "outputSchema" or "annotations" => member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null,
        _ => false,
    };

    private static DefinitionHash Same(string hash) => new(hash, hash);

    private static string HashOf(byte[] canonical) => Convert.ToHexStringLower(SHA256.HashData(canonical));
}
